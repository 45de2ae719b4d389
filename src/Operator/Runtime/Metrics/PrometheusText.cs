using System.Globalization;
using System.Text;

namespace RL4VLM.Operator.Runtime.Metrics;

/// <summary>The pieces of the Prometheus text format, version 0.0.4.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Escape(string labelValue) =>
        labelValue.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    public static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString(CultureInfo.InvariantCulture),
    };

    public static void Write(StringBuilder text, MetricFamily family)
    {
        string help = family.Description.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        text.Append("# HELP ").Append(family.Name).Append(' ').Append(help).Append('\n');
        text.Append("# TYPE ").Append(family.Name).Append(' ').Append(family.Kind switch
        {
            SeriesKind.Counter or SeriesKind.ObservedCounter => "counter",
            SeriesKind.Histogram => "histogram",
            _ => "gauge",
        }).Append('\n');
        foreach (MetricSeries series in family.Series)
        {
            if (family.Kind == SeriesKind.Histogram) WriteHistogram(text, family.Name, series);
            else Line(text, family.Name, series.Labels, Number(series.Value));
        }
    }

    private static void WriteHistogram(StringBuilder text, string name, MetricSeries series)
    {
        string before = series.Labels.Length == 0 ? "" : series.Labels + ",";
        foreach ((double bound, long count) in series.Cumulative()) Line(text, $"{name}_bucket", $"{before}le=\"{Number(bound)}\"", Number(count));
        Line(text, $"{name}_bucket", $"{before}le=\"+Inf\"", Number(series.Count));
        Line(text, $"{name}_sum", series.Labels, Number(series.Value));
        Line(text, $"{name}_count", series.Labels, Number(series.Count));
    }

    private static void Line(StringBuilder text, string name, string labels, string value)
    {
        text.Append(name);
        if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(value).Append('\n');
    }
}
