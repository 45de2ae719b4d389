using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Telemetry;
using RL4VLM.Operator.Reconciling;
using RL4VLM.Operator.Resources;
using RL4VLM.Operator.Runtime;
using RL4VLM.Operator.Tests.Runtime;

namespace RL4VLM.Operator.Tests.Reconciling;

/// <summary>The order in which the reconciler makes spans and writes.</summary>
public sealed class TracingTests : IRunCluster, IRunEvents, IRunTraces
{
    private static readonly ObjectKey Key = new("team", "numberline");

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly World world = new("ppo: {iterations: 2}");
    private readonly ListLogger log = new();
    private readonly List<string> calls = [];
    private readonly RunReconciler reconciler;
    private bool isOn = true;
    private bool isLeader = true;
    private bool conflict;

    public TracingTests() => reconciler = new(
        new RunCaches(new Cache<RunResource>(() => [world.Run]), new Cache<V1Job>(() => world.Jobs), new Cache<V1Pod>(() => world.Pods), _ => { }, _ => { }),
        this, this, World.Settings, clock, () => isLeader) { Tracing = this, Logger = log };

    [Fact]
    public async Task A_trace_is_exported_before_the_status_names_it_and_a_job_has_it()
    {
        await ReconcileAsync();
Assert.Equal(["begin 0 after ", "export", "status", "event Started", "create initialize", "span rl4vlm.job 0"], calls);
        Assert.Equal(World.Trace(0), Assert.Single(world.Status.Traces!).TraceParent);
    }

    [Fact]
    public async Task A_conflict_begins_none_anew()
    {
        conflict = true;
        Assert.True((await reconciler.ReconcileAsync(Key, CancellationToken.None)).Conflict);
        Assert.Null(world.Status.Traces);
        conflict = false;
        await ReconcileAsync();
        Assert.Single(calls, call => call.StartsWith("begin", StringComparison.Ordinal));
        Assert.Single(calls, call => call == "export");
        Assert.Equal(World.Trace(0), Assert.Single(world.Status.Traces!).TraceParent);
    }

    [Fact]
    public async Task Where_nobody_listens_none_begins_and_the_status_has_none()
    {
        isOn = false;
        await ReconcileAsync();
        Assert.Null(world.Status.Traces);
        Assert.Equal(["status", "event Started", "create initialize"], calls);
    }

    [Fact]
    public async Task One_that_does_not_lead_begins_none()
    {
        isLeader = false;
        await ReconcileAsync();
        Assert.Empty(calls);
    }

    [Fact]
    public async Task An_iteration_links_to_the_one_before_and_its_spans_follow_the_status()
    {
        world.Begun = [];
        world.Play(() => world.Status.Iteration == 0);
        world.Complete(world.Job("collect", 1));
        await ReconcileAsync();
        Assert.Equal(["status", "span rl4vlm.status 1", "event StageCompleted", "create ppo", "span rl4vlm.job 1"], calls.Where(call => !call.StartsWith("delete", StringComparison.Ordinal)));
        world.Complete(world.Job("ppo", 1));
        calls.Clear();
        await ReconcileAsync();
        Assert.Equal($"begin 2 after {World.Trace(1)}", calls[0]);
        Assert.Equal(World.Trace(2), world.Status.Traces![^1].TraceParent);
    }

    [Fact]
    public async Task What_happens_to_a_run_is_a_line_within_the_trace()
    {
        world.Begun = [];
        world.Settle();
        world.Complete(world.Job("initialize"));
        await ReconcileAsync();
        Assert.Equal($"Information: team/numberline: StageCompleted: initialize is done [trace_id={World.Trace(0).Split('-')[1]} span_id={World.Trace(0).Split('-')[2]} trace_flags={World.Trace(0).Split('-')[3]}]", Assert.Single(log.Lines));
    }

    private async Task ReconcileAsync()
    {
        clock.SetUtcNow(world.Now);
        Assert.False((await reconciler.ReconcileAsync(Key, CancellationToken.None)).Conflict);
    }

    bool IRunTraces.IsOn => isOn;

    string? IRunTraces.Begin(RunManifest manifest, int iteration, string? predecessor)
    {
        calls.Add($"begin {iteration} after {predecessor}");
        return World.Trace(iteration);
    }

    Task IRunTraces.ExportedAsync(CancellationToken cancellation)
    {
        calls.Add("export");
        return Task.CompletedTask;
    }

    void IRunTraces.Record(OperatorSpan span, DateTimeOffset now) =>
        calls.Add($"span {span.Name} {span.Attributes.Single(attribute => attribute.Key == AttributeNames.Iteration).Value}");

    Task<RunResource?> IRunCluster.ReadRunAsync(ObjectKey run, CancellationToken cancellation) => Task.FromResult<RunResource?>(world.Run);

    Task<RunResource?> IRunCluster.TryPatchStatusAsync(RunResource run, JsonObject status, CancellationToken cancellation)
    {
        if (conflict) return Task.FromResult<RunResource?>(null);
        calls.Add("status");
        world.Patch(status);
        return Task.FromResult<RunResource?>(world.Run);
    }

    Task IRunCluster.CreateSnapshotAsync(V1ConfigMap snapshot, CancellationToken cancellation) => Task.CompletedTask;

    Task<V1Job> IRunCluster.CreateJobAsync(V1Job job, CancellationToken cancellation)
    {
        calls.Add($"create {job.Metadata.Labels[Core.Planning.Labels.Stage]}");
        return Task.FromResult(world.Add(job));
    }

    Task IRunCluster.DeleteJobAsync(V1Job job, CancellationToken cancellation)
    {
        calls.Add($"delete {job.Metadata.Name}");
        return Task.CompletedTask;
    }

    Task<bool> IRunCluster.TryDeleteRunAsync(RunResource run, CancellationToken cancellation) => Task.FromResult(false);

    void IRunEvents.Record(RunResource run, RunEvent happened) => calls.Add($"event {happened.Reason}");

    private sealed class Cache<T>(Func<IReadOnlyList<T>> all) : IObjectCache<T> where T : class
    {
        public bool HasSynced => true;

        public T? Get(ObjectKey key) => all()[0];

        public IReadOnlyList<T> ByIndex(string value) => [.. all()];

        public IReadOnlyList<T> All() => all();
    }
}
