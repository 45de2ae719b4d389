using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;
using RL4VLM.Operator.Reconciling;
using RL4VLM.Operator.Resources;
using RL4VLM.Operator.Runtime;

namespace RL4VLM.Operator.Tests.Reconciling;

/// <summary>The order of writes around calls that the API refuses.</summary>
public sealed class RejectionTests : IRunCluster, IRunEvents
{
    private readonly FakeTimeProvider clock = new();
    private readonly World world = new("ppo: {iterations: 3}");
    private readonly List<string> calls = [];
    private string? refusal;

    [Fact]
    public async Task What_is_to_be_deleted_is_deleted_though_a_creation_is_refused()
    {
        world.Play(() => world.Status.Iteration == 2);
        world.Complete(world.Job("collect", 3));
        clock.SetUtcNow(world.Now);
        RunReconciler reconciler = Reconciler();
        refusal = "exceeded quota: count/jobs.batch";
        ReconcileResult result = await reconciler.ReconcileAsync(new ObjectKey("team", "numberline"), CancellationToken.None);
        Assert.Contains("status", calls);
        Assert.Contains(calls, call => call.StartsWith("create numberline-ppo-3", StringComparison.Ordinal));
        Assert.Contains("event StageCompleted", calls);
        Assert.True(calls.IndexOf("status") < calls.FindIndex(call => call.StartsWith("create numberline", StringComparison.Ordinal)));
        // The condition is written at once, and the creation tried again later.
        Assert.True(result.Again < TimeSpan.FromSeconds(1));
        calls.Clear();
        result = await reconciler.ReconcileAsync(new ObjectKey("team", "numberline"), CancellationToken.None);
        Assert.Equal(30, result.Again!.Value.TotalSeconds);
        Assert.Equal((Reasons.JobRejected, refusal), (Progressing.Reason, Progressing.Message));
        refusal = null;
        await reconciler.ReconcileAsync(new ObjectKey("team", "numberline"), CancellationToken.None);
        await reconciler.ReconcileAsync(new ObjectKey("team", "numberline"), CancellationToken.None);
        Assert.NotEqual(Reasons.JobRejected, Progressing.Reason);
    }

    [Fact]
    public async Task A_run_that_changed_is_not_deleted_on_old_news()
    {
        world.SetSpec("ppo: {iterations: 0}\nlifecycle: {ttlSecondsAfterFinished: 1}");
        world.Play();
        clock.SetUtcNow(world.Now.AddSeconds(5));
        Assert.True((await Reconciler().ReconcileAsync(new ObjectKey("team", "numberline"), CancellationToken.None)).Conflict);
    }

    Task<RunResource?> IRunCluster.ReadRunAsync(ObjectKey run, CancellationToken cancellation) => Task.FromResult<RunResource?>(world.Run);

    Task<RunResource?> IRunCluster.TryPatchStatusAsync(RunResource run, JsonObject status, CancellationToken cancellation)
    {
        calls.Add("status");
        world.Patch(status);
        return Task.FromResult<RunResource?>(world.Run);
    }

    Task IRunCluster.CreateSnapshotAsync(V1ConfigMap snapshot, CancellationToken cancellation) => Task.CompletedTask;

    Task<V1Job> IRunCluster.CreateJobAsync(V1Job job, CancellationToken cancellation)
    {
        calls.Add($"create {job.Metadata.Name}");
        if (refusal is not null) throw new RejectedException(refusal, null);
        return Task.FromResult(world.Add(job));
    }

    Task IRunCluster.DeleteJobAsync(V1Job job, CancellationToken cancellation)
    {
        calls.Add($"delete {job.Metadata.Name}");
        return Task.CompletedTask;
    }

    Task<bool> IRunCluster.TryDeleteRunAsync(RunResource run, CancellationToken cancellation) => Task.FromResult(false);

    void IRunEvents.Record(RunResource run, RunEvent happened) => calls.Add($"event {happened.Reason}");

    private RL4VLM.Core.Manifest.RunCondition Progressing => world.Condition(Reasons.Progressing);

    private RunReconciler Reconciler() => new(
        new RunCaches(new Cache<RunResource>(() => [world.Run]), new Cache<V1Job>(() => world.Jobs), new Cache<V1Pod>(() => world.Pods), _ => { }, _ => { }), this, this, World.Settings, clock, () => true);

    private sealed class Cache<T>(Func<IReadOnlyList<T>> all) : IObjectCache<T> where T : class
    {
        public bool HasSynced => true;

        public T? Get(ObjectKey key) => all()[0];

        public IReadOnlyList<T> ByIndex(string value) => [.. all()];

        public IReadOnlyList<T> All() => all();
    }
}
