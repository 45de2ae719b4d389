using System.Diagnostics;
using System.Diagnostics.Metrics;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Telemetry;

/// <summary>The metrics of <see cref="TelemetryTable"/> as instruments.</summary>
public static class StageMetrics
{
    public const string MeterName = "RL4VLM";

    private static readonly Meter Meter = new(MeterName, typeof(StageMetrics).Assembly.GetName().Version?.ToString(3));
    private static readonly Dictionary<string, MetricDefinition> Definitions = TelemetryTable.Metrics.ToDictionary(metric => metric.Name);
    private static readonly Dictionary<string, Gauge<double>> Gauges = Of(MetricKind.Gauge, metric => Meter.CreateGauge<double>(metric.Name, metric.Unit, metric.Description));
    private static readonly Dictionary<string, Counter<long>> Counters = Of(MetricKind.Counter, metric => Meter.CreateCounter<long>(metric.Name, metric.Unit, metric.Description));
    private static readonly Histogram<double> Duration = Meter.CreateHistogram(TelemetryTable.StageDuration, "s", Definitions[TelemetryTable.StageDuration].Description, null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 10, 30, 60, 300, 600, 1800, 3600, 7200, 14400, 43200] });
    private static readonly Histogram<long> Usage = Meter.CreateHistogram(TelemetryTable.TokenUsage, "{token}", Definitions[TelemetryTable.TokenUsage].Description, null,
        new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16384] });

    /// <summary>Whether somebody wants every answer's tokens.</summary>
    public static bool ObservesTokens => Usage.Enabled;

    /// <summary>The tokens of one prompt and its answer.</summary>
    public static void RecordTokens(int input, int output)
    {
        Usage.Record(input, TokenTags("input"));
        Usage.Record(output, TokenTags("output"));
    }

    /// <summary>What a summary says.</summary>
    /// <param name="manifest">Names the run.</param>
    /// <param name="summary">Of a committed stage.</param>
    /// <param name="again">The stage was done before: its counts have been counted.</param>
    public static void Record(RunManifest manifest, StageSummary summary, bool again)
    {
        if (!Gauges[TelemetryTable.StageIteration].Enabled) return;
        TagList tags = Tags(manifest, summary.Stage, summary.Worker, summary.Task);
        Gauges[TelemetryTable.StageIteration].Record(summary.Iteration, tags);
        foreach ((string name, double value) in summary.Metrics.Concat(summary.Timings))
        {
            if (!double.IsFinite(value)) continue;
            (string metric, string? mode) = Translate(name);
            if (Counters.TryGetValue(metric, out Counter<long>? counter))
            {
                if (!again) counter.Add((long)value, tags);
            }
            else if (Gauges.TryGetValue(metric, out Gauge<double>? gauge))
            {
                TagList own = tags;
                if (mode is not null) own.Add(MetricLabels.Mode, mode);
                gauge.Record(value, own);
            }
        }
    }

    /// <summary>The table's name for a summary's metric, and the mode it is of.</summary>
    public static (string Name, string? Mode) Translate(string name)
    {
        if (name.StartsWith(MetricNames.Evaluation.Sampled, StringComparison.Ordinal)) return (TelemetryTable.EvaluationPrefix + name[MetricNames.Evaluation.Sampled.Length..], "sampled");
        if (name.StartsWith(MetricNames.Evaluation.Greedy, StringComparison.Ordinal)) return (TelemetryTable.EvaluationPrefix + name[MetricNames.Evaluation.Greedy.Length..], "greedy");
        return (TelemetryTable.Timings.GetValueOrDefault(name, name), null);
    }

    internal static void RecordDuration(string stage, StageContext context, TimeSpan time, int exitCode)
    {
        TagList tags = Tags(context.Manifest, stage, stage == StageNames.Collect ? context.Worker : null, stage == StageNames.Evaluate ? context.Task : null);
        tags.Add(MetricLabels.Code, exitCode);
        Duration.Record(time.TotalSeconds, tags);
    }

    private static TagList Tags(RunManifest manifest, string stage, int? worker, string? task)
    {
        var tags = new TagList();
        if (manifest.Metadata.Namespace is { Length: > 0 } space) tags.Add(MetricLabels.Namespace, space);
        tags.Add(MetricLabels.Run, manifest.Metadata.Name);
        tags.Add(MetricLabels.Stage, stage);
        if (worker is { } index) tags.Add(MetricLabels.Worker, index);
        if (task is not null) tags.Add(MetricLabels.Task, task);
        return tags;
    }

    private static TagList TokenTags(string type) => new()
    {
        { AttributeNames.GenAiOperation, GenAi.Operation },
        { AttributeNames.GenAiProvider, GenAi.Provider },
        { AttributeNames.GenAiTokenType, type },
    };

    private static Dictionary<string, T> Of<T>(MetricKind kind, Func<MetricDefinition, T> create) =>
        TelemetryTable.Metrics.Where(metric => metric.Kind == kind).ToDictionary(metric => metric.Name, create);
}
