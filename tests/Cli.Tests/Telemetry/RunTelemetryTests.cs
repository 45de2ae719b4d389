using RL4VLM.Core.Stages;
using RL4VLM.Core.Telemetry;
using RL4VLM.Otlp;

namespace RL4VLM.Cli.Tests.Telemetry;

/// <summary>A whole run whose collector is well: what arrives.</summary>
public sealed class RunTelemetryTests(RunTelemetryTests.ObservedRun run) : IClassFixture<RunTelemetryTests.ObservedRun>
{
    private static readonly string[] Stages = [StageNames.Initialize, StageNames.Demonstrate, StageNames.Sft, StageNames.Collect, StageNames.Ppo, StageNames.Evaluate];

    [Fact]
    public void Every_parent_arrives_and_only_the_roots_lack_one()
    {
        HashSet<string> ids = [.. run.Spans.Select(span => span.Id)];
        Assert.Equal(run.Spans.Count, ids.Count);
        Assert.All(run.Spans, span => Assert.True(span.Parent.Length == 0 ? span.Name == SpanNames.IterationStart : ids.Contains(span.Parent), span.ToString()));
    }

    [Fact]
    public void Setup_and_every_iteration_are_one_trace_each_that_links_to_the_one_before()
    {
        ReceivedSpan[] roots = [.. Named(SpanNames.IterationStart).OrderBy(root => root.Start)];
        Assert.Equal(["0", "1", "2"], roots.Select(root => root.Attributes[AttributeNames.Iteration]));
        Assert.Equal(3, run.Spans.Select(span => span.Trace).Distinct().Count());
        Assert.Empty(roots[0].Links);
        Assert.Equal([roots[0].Id], roots[1].Links);
        Assert.Equal([roots[1].Id], roots[2].Links);
        foreach (ReceivedSpan stage in run.Spans.Where(span => span.Attributes.ContainsKey(AttributeNames.Stage)))
        {
            Assert.Equal(stage.Trace, roots[int.Parse(stage.Attributes[AttributeNames.Iteration], System.Globalization.CultureInfo.InvariantCulture)].Trace);
        }
    }

    [Fact]
    public void Ppo_links_to_every_collect_it_trained_on()
    {
        ReceivedSpan[] updates = [.. Named(SpanNames.Stage(StageNames.Ppo))];
        Assert.Equal(2, updates.Length);
        foreach (ReceivedSpan update in updates)
        {
            string[] collects = [.. Named(SpanNames.Stage(StageNames.Collect)).Where(span => span.Trace == update.Trace).Select(span => span.Id)];
            Assert.Equal(2, collects.Length);
            Assert.Equal(collects.Order(), update.Links.Order());
        }
    }

    [Fact]
    public void Stages_cover_nearly_all_of_the_time_of_every_trace()
    {
        HashSet<string> names = [.. Stages.Select(SpanNames.Stage)];
        foreach (IGrouping<string, ReceivedSpan> trace in run.Spans.GroupBy(span => span.Trace))
        {
            // In one process stages follow each other: the union of their times is the sum.
            double covered = trace.Where(span => names.Contains(span.Name)).Sum(span => (double)(span.End - span.Start));
            double whole = trace.Max(span => span.End) - trace.Min(span => span.Start);
            Assert.True(covered >= 0.95 * whole, $"{covered / whole:0.000} of {string.Join(", ", trace.Select(span => span.Name).Distinct())}");
        }
    }

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
        // Stages in one process have no start-up of their own.
        Assert.Equal(table.Keys.Where(name => name != SpanNames.Startup).Order(), run.Spans.Select(span => span.Name).Distinct().Order());
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
