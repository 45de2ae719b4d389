using System.Text;

namespace RL4VLM.Core.Telemetry;

/// <summary>A metric's name in Prometheus, as OpenTelemetry's "Prometheus and OpenMetrics Compatibility" translates it and as a collector or
/// Prometheus's own OTLP receiver writes it: the operator's <c>/metrics</c> and a dashboard find the same series either way.</summary>
public static class PrometheusName
{
    /// <param name="metric">A definition of <see cref="TelemetryTable"/>.</param>
    public static string Of(MetricDefinition metric) => Of(metric.Name, metric.Unit, metric.Kind);

    /// <param name="name">OpenTelemetry's name.</param>
    /// <param name="unit">UCUM; an annotation in braces leaves no trace.</param>
    /// <param name="kind">A counter ends in <c>_total</c>, a gauge of unit 1 in <c>_ratio</c>.</param>
    public static string Of(string name, string? unit, MetricKind kind)
    {
        var text = new StringBuilder(Label(name));
        string[] parts = (unit ?? "").Split('/');
        string suffix = Word(parts[0]);
        if (parts.Length > 1 && Word(parts[1]) is { Length: > 0 } per) suffix += $"{(suffix.Length > 0 ? "_" : "")}per_{per switch { "seconds" => "second", _ => per }}";
        if (unit == "1" && kind == MetricKind.Gauge) suffix = "ratio";
        if (suffix.Length > 0 && !text.ToString().EndsWith("_" + suffix, StringComparison.Ordinal)) text.Append('_').Append(suffix);
        if (kind == MetricKind.Counter && !text.ToString().EndsWith("_total", StringComparison.Ordinal)) text.Append("_total");
        return text.ToString();
    }

    /// <summary>A label's name: what is neither letter nor digit is an underscore.</summary>
    public static string Label(string key)
    {
        var text = new StringBuilder(key.Length + 1);
        if (char.IsAsciiDigit(key[0])) text.Append('_');
        foreach (char c in key) text.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        return text.ToString();
    }

    private static string Word(string unit) => unit switch
    {
        "s" => "seconds",
        "ms" => "milliseconds",
        "By" => "bytes",
        _ => "",
    };
}
