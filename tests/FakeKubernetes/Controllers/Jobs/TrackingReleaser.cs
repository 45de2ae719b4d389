using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Controllers.Jobs;

/// <summary>Takes the tracking finalizer off pods whose Job is gone, finished or not theirs any more.</summary>
internal sealed class TrackingReleaser(ClusterContext context) : IWorker
{
    public void JobDeleted(JsonObject job)
    {
        foreach (JsonObject pod in context.Cache.Dependants(job.Uid(), ResourceKind.Pods)) PodChanged(pod);
    }

    public void PodChanged(JsonObject pod)
    {
        if (JobPods.Tracked(pod)) context.Queue.Add(this, $"{pod.Namespace()}/{pod.Name()}");
    }

    public void Process(string key)
    {
        if (context.Cache.Get(ResourceKind.Pods, key[..key.IndexOf('/')], key[(key.IndexOf('/') + 1)..]) is not { } pod || !JobPods.Tracked(pod)) return;
        if (pod.ControllerOf() is { } owner && owner.Text("kind") == "Job"
            && (IsOpen(context.Cache.Get(ResourceKind.Jobs, pod.Namespace(), owner.Text("name")!), owner)
                || IsOpen(context.Store.Get(ResourceKind.Jobs, pod.Namespace(), owner.Text("name")!), owner))) return;
        context.Update(ResourceKind.Pods, pod, latest => latest.RemoveFinalizer(JobNames.TrackingFinalizer));
    }

    private static bool IsOpen(JsonObject? job, JsonObject owner) => job is not null && job.Uid() == owner.Text("uid") && !JobController.IsFinished(job);
}
