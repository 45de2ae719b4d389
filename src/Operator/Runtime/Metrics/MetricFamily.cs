using System.Diagnostics.Metrics;
using RL4VLM.Core.Telemetry;

namespace RL4VLM.Operator.Runtime.Metrics;

/// <summary>How an instrument's measurements make a series: those of the first two are added up, a histogram's are counted, others replace what was.</summary>
internal enum SeriesKind { Counter, UpDownCounter, ObservedCounter, Gauge, Histogram }

/// <summary>An instrument with its series, at most <see cref="MaximumSeries"/> (of runs: what their table allows): whatever goes beyond is
/// counted under the value <c>other</c>, so that a label with unforeseen values costs neither memory nor the scraper.</summary>
internal sealed class MetricFamily
{
    public const int MaximumSeries = 200;
    private static readonly double[] DefaultBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Dictionary<string, MetricSeries> series = new(StringComparer.Ordinal);
    private readonly LabelText labels = new();
    private readonly double[] boundaries;
    private readonly int maximum;
    private readonly bool isObserved;
    private int reading;

    public MetricFamily(Instrument instrument, SeriesKind kind)
    {
        Kind = kind;
        Name = PrometheusName.Of(instrument.Name, instrument.Unit, kind switch
        {
            SeriesKind.Counter or SeriesKind.ObservedCounter => MetricKind.Counter,
            SeriesKind.Histogram => MetricKind.Histogram,
            _ => MetricKind.Gauge,
        });
        Description = instrument.Description ?? instrument.Name;
        maximum = RunMetricTable.SeriesLimit(instrument.Name) ?? MaximumSeries;
        isObserved = instrument.IsObservable;
        boundaries = kind == SeriesKind.Histogram
            ? [.. (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries ?? DefaultBoundaries]
            : [];
    }

    public string Name { get; }

    public string Description { get; }

    public SeriesKind Kind { get; }

    public IEnumerable<MetricSeries> Series => series.Values.OrderBy(one => one.Labels, StringComparer.Ordinal);

    /// <summary>Observable instruments are about to be read.</summary>
    public void BeginReading() => reading++;

    /// <summary>They have been: what is no longer reported is gone.</summary>
    public void EndReading()
    {
        if (!isObserved) return;
        foreach (MetricSeries gone in series.Values.Where(one => one.LastReading != reading).ToArray()) series.Remove(gone.Labels);
    }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        MetricSeries one = Find(tags);
        one.LastReading = reading;
        switch (Kind)
        {
            case SeriesKind.Histogram: one.Observe(value); break;
            case SeriesKind.Counter or SeriesKind.UpDownCounter: one.Value += value; break;
            default: one.Value = value; break;
        }
    }

    private MetricSeries Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Dictionary<string, MetricSeries>.AlternateLookup<ReadOnlySpan<char>> known = series.GetAlternateLookup<ReadOnlySpan<char>>();
        ReadOnlySpan<char> text = labels.Of(tags);
        if (known.TryGetValue(text, out MetricSeries? one)) return one;
        if (series.Count >= maximum)
        {
            text = labels.OfOthers(tags);
            if (known.TryGetValue(text, out one)) return one;
        }

        one = new MetricSeries(text.ToString(), boundaries);
        return series[one.Labels] = one;
    }
}
