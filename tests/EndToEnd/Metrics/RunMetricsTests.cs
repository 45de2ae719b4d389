using System.Text.Json.Nodes;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Telemetry;
using RL4VLM.EndToEnd.Clusters.Fake;
using RL4VLM.EndToEnd.Runs;
using RL4VLM.FakeKubernetes.Storage;
using RL4VLM.Operator.Reconciling;
using RL4VLM.Otlp;

namespace RL4VLM.EndToEnd.Metrics;

/// <summary>What the operator's process serves and exports while runs go through it.</summary>
public sealed class RunMetricsTests : IAsyncLifetime
{
    private readonly OtlpReceiver receiver = new();
    private readonly HttpClient http = new();
    private FakeCluster? cluster;

    private FakeCluster Cluster => cluster!;

    public async Task InitializeAsync() => cluster = await FakeCluster.StartAsync(FakeWorkload.Scripted(), new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"] = $"{receiver.Endpoint}/v1/metrics",
        ["OTEL_EXPORTER_OTLP_METRICS_PROTOCOL"] = "http/protobuf",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
    });

    public async Task DisposeAsync()
    {
        await Cluster.DisposeAsync();
        await receiver.DisposeAsync();
        http.Dispose();
    }

    [Fact]
    public async Task Every_metric_of_the_tables_is_served_and_exported_and_promtool_has_nothing_to_say()
    {
        Cluster.Api.Faults.NextWatchEvents(6, WatchFate.Cut, ResourceKind.Pods);
        await using var run = new RunUnderTest(Cluster, "metrics");
        await using var failing = new RunUnderTest(Cluster, "failing");
        JsonObject spec = RunSpecs.Small();
        spec["learner"] = JsonNode.Parse("""{"resources": {"limits": {"nvidia.com/gpu": "2"}}}""");
        JsonObject fragile = RunSpecs.Small();
        fragile["failurePolicy"] = JsonNode.Parse("""{"maxRestarts": 0}""");
        await run.ApplyAsync(spec);
        using (Cluster.Hold(failing.Name, StageNames.Initialize, 0))
        {
            await failing.ApplyAsync(fragile);
            await Cluster.KillAsync((await failing.RunningAsync(StageNames.Initialize))[0]);
            await failing.ConditionAsync(Reasons.Failed, true);
        }

        await run.SucceededAsync();
        Scrape scrape = await UntilAsync(
            all => all.Samples.GetValueOrDefault(Series(run, "rl4vlm_run_iteration")) == 2 && all.Samples.GetValueOrDefault(Series(run, "rl4vlm_run_active"), 1) == 0
                && all.Of(failing.Name).Keys.Any(key => key.StartsWith("rl4vlm_run_failed{", StringComparison.Ordinal)), "the end of both runs");

        string[] expected = [.. RunMetricTable.All.Concat(OperatorMetricTable.All).Select(PrometheusName.Of).Order()];
        Assert.Equal(expected, scrape.Names.Where(name => !name.EndsWith("_sum", StringComparison.Ordinal) && !name.EndsWith("_count", StringComparison.Ordinal)).Order());
        Assert.Equal([], scrape.Labels.Except(MetricLabels.Allowed));
        (int exitCode, string said) = await Promtool.CheckMetricsAsync(scrape.Text);
        Assert.Equal((0, ""), (exitCode, said));

        Assert.Equal(1, scrape.Samples[$"rl4vlm_run_failed{{namespace=\"team\",run=\"{failing.Name}\",stage=\"initialize\",code=\"137\"}}"]);
        // 10 episodes without success and 30 that all had it.
        Assert.Equal(0.75, scrape.Samples[Series(run, "rl4vlm_run_sample_success_rate_ratio")]);
        Assert.Equal(0.7, scrape.Samples[$"rl4vlm_run_evaluation_success_rate_ratio{{namespace=\"team\",run=\"{run.Name}\",task=\"numberline\",mode=\"sampled\"}}"], 9);
        Assert.Equal(0, scrape.Samples["rl4vlm_operator_export_failures_total"]);
        await ExportedAsync(run.Name);
    }

    [Fact]
    public async Task An_operator_that_was_killed_shows_the_same_and_a_deleted_run_is_gone()
    {
        await using var run = new RunUnderTest(Cluster, "again");
        using (Cluster.Hold(run.Name, StageNames.Ppo, 1))
        {
            await run.ApplyAsync(RunSpecs.Small());
            await run.RunningAsync(StageNames.Ppo, 1);
            string evaluated = $"rl4vlm_run_evaluation_success_rate_ratio{{namespace=\"team\",run=\"{run.Name}\",task=\"numberline\",mode=\"greedy\"}}";
            Scrape before = await UntilAsync(all => all.Samples.ContainsKey(Series(run, "rl4vlm_run_sample_reward_ratio")) && all.Samples.ContainsKey(evaluated)
                && all.Samples.GetValueOrDefault(Stage(run, "rl4vlm_run_pods", StageNames.Ppo)) == 1 && all.Samples.GetValueOrDefault(Stage(run, "rl4vlm_run_pods", StageNames.Evaluate), 1) == 0, "a run in its first ppo");
            await Cluster.Processes.ScaleAsync(2);
            await UntilAsync(all => all.Of(run.Name).Count == 0, "a follower, which reports no run", leads: false);
            await Cluster.Processes.ScaleAsync(1);
            Cluster.Processes.KillAll();
            Scrape after = await UntilAsync(all => all.Of(run.Name).Count > 0, "the run in the next process");
            Assert.Equal(before.Of(run.Name), after.Of(run.Name));
        }

        await run.SucceededAsync();
        await run.DeleteAsync();
        await UntilAsync(all => all.Of(run.Name).Count == 0, "no series of the run");
    }

    /// <summary>By OTLP come the same names, units, descriptions and labels as the table has.</summary>
    private async Task ExportedAsync(string run)
    {
        MetricDefinition[] table = [.. RunMetricTable.All, .. OperatorMetricTable.All];
        using var limit = new CancellationTokenSource(Cluster.Patience);
        while (!table.All(definition => receiver.Metrics.Any(metric => metric.Name == definition.Name && metric.Points.Count > 0))) await receiver.NextAsync(limit.Token);
        foreach (MetricDefinition definition in table)
        {
            ReceivedMetric[] metrics = [.. receiver.Metrics.Where(metric => metric.Name == definition.Name)];
            Assert.All(metrics, metric => Assert.Equal((definition.Unit, definition.Description), (metric.Unit, metric.Description)));
            Assert.All(metrics.SelectMany(metric => metric.Labels), labels => Assert.Equal([], labels.Keys.Except(definition.Labels)));
        }

        Assert.Equal(2, receiver.Metrics.Last(metric => metric.Name == RunMetricTable.Iteration).Points.Single(point => point.Labels[MetricLabels.Run] == run).Value);
    }

    /// <summary>Reads the metrics of the replica that leads, or of one that does not, until they are as wanted.</summary>
    private async Task<Scrape> UntilAsync(Func<Scrape, bool> wanted, string what, bool leads = true)
    {
        using var limit = new CancellationTokenSource(Cluster.Patience);
        var last = new Scrape("");
        while (!limit.IsCancellationRequested)
        {
            // Writes of the lease set the pace.
            if ((await Cluster.Processes.AddressesAsync()).FirstOrDefault(replica => replica.Leads == leads).Address is { } address && await TryReadAsync(address) is { } read && wanted(last = read)) return last;
            await Cluster.NextLeaseAsync(limit.Token);
        }

        throw new TimeoutException($"waited in vain for {what}\n{last.Text}\n{Cluster.Describe()}");
    }

    private async Task<Scrape?> TryReadAsync(Uri address)
    {
        try
        {
            return new Scrape(await http.GetStringAsync(new Uri(address, "/metrics")));
        }
        catch (HttpRequestException)
        {
            // A process that was killed; the next one has another address.
            return null;
        }
    }

    private static string Series(RunUnderTest run, string name) => $"{name}{{namespace=\"team\",run=\"{run.Name}\"}}";

    private static string Stage(RunUnderTest run, string name, string stage) => $"{name}{{namespace=\"team\",run=\"{run.Name}\",stage=\"{stage}\"}}";
}
