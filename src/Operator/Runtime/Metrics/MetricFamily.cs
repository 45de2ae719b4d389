using System.Diagnostics.Metrics;
using System.Text;

namespace RL4VLM.Operator.Runtime.Metrics;

internal enum MetricKind { Counter, ObservedCounter, Gauge, UpDownCounter, Histogram }

/// <summary>An instrument with its series, at most <see cref="MaximumSeries"/>: whatever goes beyond is counted under the value
/// <c>other</c>, so that a label with unforeseen values costs neither memory nor the scraper.</summary>
internal sealed class MetricFamily
{
    public const int MaximumSeries = 200;
    private const int MaximumValueLength = 64;
    private static readonly double[] DefaultBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Dictionary<string, MetricSeries> series = new(StringComparer.Ordinal);
    private readonly double[] boundaries;

    public MetricFamily(Instrument instrument, MetricKind kind)
    {
        Kind = kind;
        Name = PrometheusText.Name(instrument.Name, instrument.Unit, kind is MetricKind.Counter or MetricKind.ObservedCounter);
        Description = instrument.Description ?? instrument.Name;
        boundaries = kind == MetricKind.Histogram
            ? [.. (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries ?? DefaultBoundaries]
            : [];
    }

    public string Name { get; }

    public string Description { get; }

    public MetricKind Kind { get; }

    public IEnumerable<MetricSeries> Series => series.Values.OrderBy(one => one.Labels, StringComparer.Ordinal);

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        MetricSeries one = Find(tags);
        switch (Kind)
        {
            case MetricKind.Histogram: one.Observe(value); break;
            case MetricKind.Counter or MetricKind.UpDownCounter: one.Value += value; break;
            default: one.Value = value; break;
        }
    }

    private MetricSeries Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string labels = Labels(tags, other: false);
        if (series.TryGetValue(labels, out MetricSeries? one)) return one;
        if (series.Count >= MaximumSeries)
        {
            labels = Labels(tags, other: true);
            if (series.TryGetValue(labels, out one)) return one;
        }

        return series[labels] = new MetricSeries(labels, boundaries);
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags, bool other)
    {
        if (tags.IsEmpty) return "";
        var text = new StringBuilder();
        foreach ((string key, object? value) in tags)
        {
            if (text.Length > 0) text.Append(',');
            string shown = other ? "other" : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "";
            text.Append(PrometheusText.Name(key, null, false)).Append("=\"")
                .Append(PrometheusText.Escape(shown.Length > MaximumValueLength ? shown[..MaximumValueLength] : shown)).Append('"');
        }

        return text.ToString();
    }
}
