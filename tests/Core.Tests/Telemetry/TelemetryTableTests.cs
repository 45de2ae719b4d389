using System.Diagnostics.Metrics;
using System.Reflection;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Telemetry;

namespace RL4VLM.Core.Tests.Telemetry;

public sealed class TelemetryTableTests
{
    private static readonly RunManifest Manifest = new() { Metadata = new RunMetadata { Name = "table", Namespace = "tests" }, Spec = new RunSpec { Tasks = [new TaskSpec { Name = "numberline" }] } };

    [Fact]
    public void Names_occur_once()
    {
        string[] names = [.. TelemetryTable.Spans.Select(span => span.Name), .. TelemetryTable.Attributes.Select(attribute => attribute.Name + " "), .. TelemetryTable.AllMetrics.Select(metric => metric.Name)];
        Assert.Equal(names.Distinct(), names);
    }

    [Fact]
    public void No_metric_has_a_label_outside_the_allowed_ones() =>
        Assert.All(TelemetryTable.AllMetrics, metric => Assert.All(metric.Labels, label => Assert.Contains(label, MetricLabels.Allowed)));

    [Fact]
    public void The_allowed_labels_are_those_of_the_design() => Assert.Equal(
        ["namespace", "run", "task", "stage", "worker", "mode", "verb", "code", "gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.token.type"], MetricLabels.Allowed);

    [Fact]
    public void Spans_use_the_attributes_of_the_table_and_none_is_left_over()
    {
        string[] known = [.. TelemetryTable.Attributes.Select(attribute => attribute.Name)];
        Assert.Equal(known.Order(), TelemetryTable.Spans.SelectMany(span => span.Attributes).Distinct().Order());
    }

    [Fact]
    public void Every_metric_of_a_summary_is_in_the_table()
    {
        HashSet<string> table = [.. TelemetryTable.Metrics.Select(metric => metric.Name)];
        Assert.All(SummaryNames(), name => Assert.Contains(StageMetrics.Translate(name).Name, table));
    }

    [Fact]
    public void What_is_recorded_has_the_names_units_and_labels_of_the_table_and_counts_once()
    {
        Dictionary<string, MetricDefinition> table = TelemetryTable.Metrics.ToDictionary(metric => metric.Name);
        var recorded = new List<(string Name, string? Unit, string[] Labels)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Meter.Name == StageMetrics.MeterName) own.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Add(instrument, tags));
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Add(instrument, tags));
        listener.Start();
        var summary = new StageSummary { Stage = StageNames.Collect, Iteration = 3, Worker = 1, Task = "numberline", Metrics = SummaryNames().ToDictionary(name => name, _ => 0.5) };
        StageMetrics.Record(Manifest, summary, again: false);
        StageMetrics.Record(Manifest, summary, again: true);

        Assert.All(recorded, one => Assert.Equal(table[one.Name].Unit, one.Unit));
        Assert.All(recorded, one => Assert.All(one.Labels, label => Assert.Contains(label, table[one.Name].Labels)));
        Assert.Single(recorded, one => one.Name == MetricNames.Sample.Tokens);
        Assert.Equal(2, recorded.Count(one => one.Name == MetricNames.Sample.Success));
        Assert.Equal(4, recorded.Count(one => one.Name == "rl.evaluation.success_rate"));

        void Add(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var labels = new Dictionary<string, object?>(tags.ToArray());
            // Other tests run beside this one.
            if (labels.GetValueOrDefault(MetricLabels.Run) is "table") recorded.Add((instrument.Name, instrument.Unit, [.. labels.Keys]));
        }
    }

    private static string[] SummaryNames()
    {
        string[] plain = [.. new[] { typeof(MetricNames.Sample), typeof(MetricNames.Train), typeof(MetricNames.Timing) }.SelectMany(Constants)];
        string[] measures = [.. Constants(typeof(MetricNames.Evaluation)).Where(name => !name.EndsWith('.'))];
        return [.. plain, .. measures.Select(name => MetricNames.Evaluation.Sampled + name), .. measures.Select(name => MetricNames.Evaluation.Greedy + name)];
    }

    private static IEnumerable<string> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);
}
