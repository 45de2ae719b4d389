using System.Text.Json.Nodes;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Telemetry;
using RL4VLM.EndToEnd.Clusters.Fake;
using RL4VLM.EndToEnd.Runs;
using RL4VLM.Otlp;
using Xunit.Abstractions;

namespace RL4VLM.EndToEnd.Suites;

/// <summary>What a collector gets of a whole run through the operator: real stage processes, a real Azurite, and the operator killed in it.</summary>
[Trait("Speed", "slow")]
public sealed class TraceTests(ITestOutputHelper output)
{
    private const int Iterations = 2;

    private const int Workers = 2;

    [Fact]
    public async Task Each_iteration_is_one_whole_trace_though_the_operator_is_killed()
    {
        await using var receiver = new OtlpReceiver();
        await using (FakeCluster cluster = await FakeCluster.StartAsync(await FakeWorkload.ProcessesAsync(), new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            // A process that is killed takes along what it has not sent.
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        }))
        {
            await using var run = new RunUnderTest(cluster, "traces");
            await run.ApplyAsync(Spec());
            await run.RunningAsync(StageNames.Collect, 1);
            cluster.Processes.KillAll();
            RunStatus status = await run.SucceededAsync();
            Assert.Equal((Iterations, 0), (status.Iteration, status.Restarts));
            Assert.Equal(Iterations, Assert.Single(status.Traces!).Iteration);
            run.EveryJobWasCreatedOnce();
            await run.CleanUpAsync();
            Assert.Equal([], cluster.Violations);
            Assert.DoesNotContain(cluster.Processes.Log.Split('\n'), line => line.Contains("telemetry:", StringComparison.Ordinal));
        }

        // By now the operator has stopped in good order.
        var report = new TraceReport(receiver.Spans);
        foreach (TraceCoverage coverage in report.Coverage()) output.WriteLine(coverage.ToString());
        foreach (string line in report.Describe()) output.WriteLine(line);
        Assert.Empty(report.Orphans());
        Assert.Empty(report.WrongTraces(Iterations));
        Assert.Equal(Iterations, report.Named(SpanNames.Stage(StageNames.Ppo)).Count());
        Assert.Empty(report.WrongLinks(Workers));
        Assert.All(report.Coverage(), coverage => Assert.True(coverage.Share >= 0.95, coverage.ToString()));
        Assert.All(receiver.Spans, span => Assert.Contains(TelemetryTable.Spans, definition => Matches(definition, span) && span.Attributes.Keys.All(definition.Attributes.Contains)));
        foreach (string name in new[] { SpanNames.Job, SpanNames.Queue, SpanNames.PodStart, SpanNames.Status }) Assert.NotEmpty(report.Named(name));
    }

    /// <summary>Stages of some seconds: from a stage's end to that of its process, the last flush, nothing is a span.</summary>
    private static JsonObject Spec()
    {
        JsonObject spec = RunSpecs.Small(Iterations);
        spec["sft"]!["demonstrations"]!["episodes"] = 600;
        spec["ppo"]!["stepsPerIteration"] = 768;
        spec["evaluation"]!["episodes"] = 150;
        return spec;
    }

    private static bool Matches(SpanDefinition definition, ReceivedSpan span) => definition.Name.Replace("{gen_ai.request.model}", "tiny", StringComparison.Ordinal) == span.Name;
}
