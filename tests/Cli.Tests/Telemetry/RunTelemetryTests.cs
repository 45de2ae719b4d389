using RL4VLM.Core.Stages;
using RL4VLM.Core.Telemetry;
using RL4VLM.Otlp;

namespace RL4VLM.Cli.Tests.Telemetry;

/// <summary>A whole run whose collector is well: what arrives.</summary>
public sealed class RunTelemetryTests(RunTelemetryTests.ObservedRun run) : IClassFixture<RunTelemetryTests.ObservedRun>
{
    /// <summary>Of the operator, and of stages that are processes.</summary>
    private static readonly string[] InAClusterOnly = [SpanNames.Job, SpanNames.Queue, SpanNames.PodStart, SpanNames.Status, TraceReport.Startup];

    [Fact]
    public void Every_parent_arrives_and_only_the_roots_lack_one() => Assert.Empty(run.Report.Orphans());

    [Fact]
    public void Setup_and_every_iteration_are_one_trace_each_that_links_to_the_one_before() => Assert.Empty(run.Report.WrongTraces(iterations: 2));

    [Fact]
    public void Ppo_links_to_every_collect_it_trained_on()
    {
        Assert.Equal(2, Named(SpanNames.Stage(StageNames.Ppo)).Count());
        Assert.Empty(run.Report.WrongLinks(workers: 2));
    }

    [Fact]
    public void Stages_cover_nearly_all_of_the_time_of_every_trace() => Assert.All(run.Report.Coverage(), coverage => Assert.True(coverage.Share >= 0.95, coverage.ToString()));

    [Fact]
    public void The_parts_of_a_stage_lie_under_it_and_generation_links_to_episodes()
    {
        Dictionary<string, ReceivedSpan> byId = run.Spans.ToDictionary(span => span.Id);
        foreach ((string part, string stage) in new[]
        {
            (SpanNames.Episode, StageNames.Collect), (SpanNames.Generation("tiny"), StageNames.Collect), (SpanNames.Commit, StageNames.Collect), (SpanNames.Load, StageNames.Ppo),
            (SpanNames.Advantage, StageNames.Ppo), (SpanNames.Epoch, StageNames.Ppo), (SpanNames.Checkpoint, StageNames.Ppo), (SpanNames.Play, StageNames.Evaluate),
        })
        {
            Assert.Contains(Named(part), span => byId[span.Parent].Name == SpanNames.Stage(stage));
        }

        HashSet<string> episodes = [.. Named(SpanNames.Episode).Select(span => span.Id)];
        ReceivedSpan[] generations = [.. Named(SpanNames.Generation("tiny"))];
        Assert.All(generations, span => Assert.All(span.Links, link => Assert.Contains(link, episodes)));
        Assert.Equal(episodes.Count, generations.SelectMany(span => span.Links).Distinct().Count());
        Assert.All(generations, span => Assert.True(int.Parse(span.Attributes[AttributeNames.GenAiOutputTokens], System.Globalization.CultureInfo.InvariantCulture) > 0));
    }

    [Fact]
    public void Spans_and_attributes_are_those_of_the_table()
    {
        Dictionary<string, IReadOnlyList<string>> table = TelemetryTable.Spans.ToDictionary(span => span.Name.Replace("{gen_ai.request.model}", "tiny", StringComparison.Ordinal), span => span.Attributes);
        Assert.All(run.Spans, span => Assert.All(span.Attributes.Keys, key => Assert.Contains(key, table[span.Name])));
        Assert.Equal(table.Keys.Except(InAClusterOnly).Order(), run.Spans.Select(span => span.Name).Distinct().Order());
    }

    [Fact]
    public void Metrics_are_those_of_the_table_with_its_units_and_labels()
    {
        Dictionary<string, MetricDefinition> table = TelemetryTable.Metrics.ToDictionary(metric => metric.Name);
        Assert.NotEmpty(run.Metrics);
        foreach (ReceivedMetric metric in run.Metrics)
        {
            MetricDefinition definition = table[metric.Name];
            Assert.Equal(definition.Unit, metric.Unit);
            Assert.All(metric.Labels.SelectMany(labels => labels.Keys), label => Assert.Contains(label, definition.Labels));
        }

        string[] names = [.. run.Metrics.Select(metric => metric.Name).Distinct()];
        foreach (string wanted in new[] { MetricNames.Sample.Success, MetricNames.Sample.Tokens, MetricNames.Train.ApproxKl, MetricNames.Train.LogProbabilityGapMax, "rl.evaluation.success_rate", TelemetryTable.StageDuration, TelemetryTable.TokenUsage })
        {
            Assert.Contains(wanted, names);
        }
    }

    [Fact]
    public void Nothing_is_warned_of_and_the_file_has_the_same_spans()
    {
        Assert.Equal(0, run.Code);
        Assert.DoesNotContain("telemetry:", run.Error, StringComparison.Ordinal);
        string[] written = [.. File.ReadLines(run.TraceFile).SelectMany(line =>
        {
            using var request = System.Text.Json.JsonDocument.Parse(line);
            return request.RootElement.GetProperty("resourceSpans")[0].GetProperty("scopeSpans")[0].GetProperty("spans").EnumerateArray()
                .Select(span => $"{span.GetProperty("traceId").GetString()} {span.GetProperty("spanId").GetString()} {span.GetProperty("name").GetString()}").ToArray();
        })];
        Assert.Equal(run.Spans.Select(span => $"{span.Trace} {span.Id} {span.Name}").Order(), written.Order());
    }

    private IEnumerable<ReceivedSpan> Named(string name) => run.Spans.Where(span => span.Name == name);

    /// <summary>The run, done once.</summary>
    public sealed class ObservedRun : IAsyncLifetime
    {
        private readonly SmallRun small = new();

        internal IReadOnlyList<ReceivedSpan> Spans { get; private set; } = [];

        internal TraceReport Report => new(Spans);

        internal IReadOnlyList<ReceivedMetric> Metrics { get; private set; } = [];

        public int Code { get; private set; }

        public string Error { get; private set; } = "";

        public string TraceFile => Path.Combine(small.Folder, "trace.jsonl");

        public async Task InitializeAsync()
        {
            await using var receiver = new OtlpReceiver();
            (Code, Error) = await small.RunAsync(receiver.Endpoint, "--trace", TraceFile);
            (Spans, Metrics) = (receiver.Spans, receiver.Metrics);
        }

        public Task DisposeAsync()
        {
            small.Dispose();
            return Task.CompletedTask;
        }
    }
}
