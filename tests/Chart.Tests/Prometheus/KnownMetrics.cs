using RL4VLM.Core.Telemetry;

namespace RL4VLM.Chart.Tests.Prometheus;

/// <summary>The telemetry table as Prometheus has it.</summary>
internal static class KnownMetrics
{
    /// <summary>Prometheus and the collector add these to everything.</summary>
    private static readonly string[] Added = ["job", "instance"];

    /// <summary>Labels by series name; a histogram is three.</summary>
    public static IReadOnlyDictionary<string, string[]> Labels { get; } = TelemetryTable.AllMetrics.SelectMany(Series).ToDictionary(one => one.Name, one => one.Labels);

    /// <summary>What is wrong with what an expression reads; empty when nothing is.</summary>
    public static IEnumerable<string> Unknown(string expression) => PromQl.Read(expression).SelectMany(reading =>
        !Labels.TryGetValue(reading.Metric, out string[]? labels) ? [$"{reading.Metric} is not in the telemetry table: {expression}"]
            : reading.Labels.Except(labels).Select(label => $"{reading.Metric} has no label {label}: {expression}"));

    private static IEnumerable<(string Name, string[] Labels)> Series(MetricDefinition metric)
    {
        string name = PrometheusName.Of(metric);
        string[] labels = [.. metric.Labels.Select(PrometheusName.Label), .. Added];
        return metric.Kind != MetricKind.Histogram ? [(name, labels)] : [($"{name}_bucket", [.. labels, "le"]), ($"{name}_sum", labels), ($"{name}_count", labels)];
    }
}
