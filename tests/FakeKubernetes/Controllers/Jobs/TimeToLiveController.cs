using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Controllers.Jobs;

/// <summary>Deletes finished Jobs after their ttlSecondsAfterFinished, with their pods.</summary>
internal sealed class TimeToLiveController(ClusterContext context) : IWorker
{
    public void Observe(JsonObject job)
    {
        if (new JobSpec(job).TimeToLive is not null && JobController.IsFinished(job)) context.Queue.Add(this, $"{job.Namespace()}/{job.Name()}");
    }

    public void Process(string key)
    {
        if (context.Cache.Get(ResourceKind.Jobs, key[..key.IndexOf('/')], key[(key.IndexOf('/') + 1)..]) is not { } job) return;
        if (new JobSpec(job).TimeToLive is not { } life || job.IsDeleting()) return;
        if ((job["status"].Condition("Complete") ?? job["status"].Condition("Failed"))?.Time("lastTransitionTime") is not { } finished) return;
        TimeSpan left = finished + life - context.Now;
        if (left > TimeSpan.Zero) context.Queue.AddAfter(this, key, left);
        else context.Delete(ResourceKind.Jobs, job, Propagation.Foreground);
    }
}
