using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;
using RL4VLM.Core.Stages;
using RL4VLM.Operator.Reconciling;
using RL4VLM.Operator.Resources;
using RL4VLM.Operator.RunMetrics;
using RL4VLM.Operator.Runtime;
using RL4VLM.Operator.Runtime.Metrics;
using RL4VLM.Operator.Tests.Reconciling;

namespace RL4VLM.Operator.Tests.RunMetrics;

public sealed class RunInstrumentsTests : IDisposable
{
    private static readonly ObjectKey Key = new("team", "numberline");

    private readonly OperatorMetrics metrics = new();
    private readonly PrometheusRegistry registry;
    private readonly RunInstruments instruments;

    public RunInstrumentsTests()
    {
        registry = new PrometheusRegistry(metrics.Meter);
        instruments = new RunInstruments(metrics.Meter);
    }

    public void Dispose()
    {
        registry.Dispose();
        metrics.Dispose();
    }

    [Fact]
    public void The_newest_values_of_a_run_are_served_until_it_is_gone()
    {
        MeasuredRun run = new MeasuredRun("ppo: {iterations: 3}").Begin();
        instruments.Update(Key, run.World.View);
        Assert.Contains("rl4vlm_run_iteration{namespace=\"team\",run=\"numberline\"} 0\n", registry.Write());
        Assert.Contains("rl4vlm_run_train_sft_loss_ratio{namespace=\"team\",run=\"numberline\"} 3\n", registry.Write());
        run.Step(StageNames.Collect, 1, new Dictionary<string, double>());
        run.Step(StageNames.Ppo, 1, new Dictionary<string, double>());
        instruments.Update(Key, run.World.View);
        Assert.Contains("rl4vlm_run_iteration{namespace=\"team\",run=\"numberline\"} 1\n", registry.Write());
        Assert.Contains("rl4vlm_run_restarts_total{namespace=\"team\",run=\"numberline\"} 0\n", registry.Write());
        instruments.Remove(Key);
        Assert.DoesNotContain("run=\"numberline\"", registry.Write());
    }

    [Fact]
    public void Another_run_under_the_same_name_does_not_inherit()
    {
        MeasuredRun run = new MeasuredRun("ppo: {iterations: 3}").Begin();
        instruments.Update(Key, run.World.View);
        run.World.Recreate();
        instruments.Update(Key, run.World.View);
        Assert.DoesNotContain("rl4vlm_run_train_sft_loss_ratio{", registry.Write());
        Assert.Contains("rl4vlm_run_active{namespace=\"team\",run=\"numberline\"} 0\n", registry.Write());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Only_a_leader_reports_runs_and_none_that_is_deleted(bool leads)
    {
        var world = new World();
        var runs = new OneObject<RunResource> { Value = world.Run };
        var caches = new RunCaches(runs, new OneObject<V1Job>(), new OneObject<V1Pod>(), _ => { }, _ => { });
        var reconciler = new RunReconciler(caches, new BusyCluster(), new NoEvents(), World.Settings, new FakeTimeProvider(), () => leads) { Instruments = instruments };
        await reconciler.ReconcileAsync(Key, CancellationToken.None);
        Assert.Equal(leads, registry.Write().Contains("run=\"numberline\"", StringComparison.Ordinal));
        runs.Value = null;
        await reconciler.ReconcileAsync(Key, CancellationToken.None);
        Assert.DoesNotContain("run=\"numberline\"", registry.Write());
    }

    private sealed class OneObject<T> : IObjectCache<T> where T : class, IKubernetesObject<V1ObjectMeta>
    {
        public T? Value { get; set; }

        public bool HasSynced => true;

        public T? Get(ObjectKey key) => Value;

        public IReadOnlyList<T> ByIndex(string value) => All();

        public IReadOnlyList<T> All() => Value is null ? [] : [Value];
    }

    /// <summary>Somebody else has just written everything.</summary>
    private sealed class BusyCluster : IRunCluster
    {
        public Task<RunResource?> ReadRunAsync(ObjectKey run, CancellationToken cancellation) => Task.FromResult<RunResource?>(null);

        public Task<RunResource?> TryPatchStatusAsync(RunResource run, JsonObject status, CancellationToken cancellation) => Task.FromResult<RunResource?>(null);

        public Task CreateSnapshotAsync(V1ConfigMap snapshot, CancellationToken cancellation) => Task.CompletedTask;

        public Task<V1Job> CreateJobAsync(V1Job job, CancellationToken cancellation) => Task.FromResult(job);

        public Task DeleteJobAsync(V1Job job, CancellationToken cancellation) => Task.CompletedTask;

        public Task<bool> TryDeleteRunAsync(RunResource run, CancellationToken cancellation) => Task.FromResult(false);
    }

    private sealed class NoEvents : IRunEvents
    {
        public void Record(RunResource run, RunEvent happened)
        {
        }
    }
}
