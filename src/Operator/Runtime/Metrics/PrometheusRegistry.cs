using System.Diagnostics.Metrics;
using System.Text;

namespace RL4VLM.Operator.Runtime.Metrics;

/// <summary>Listens to one meter and writes what it heard as Prometheus text. Whoever records knows nothing of it, so an OTLP
/// exporter can listen beside it or in its place.</summary>
public sealed class PrometheusRegistry : IDisposable
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, MetricFamily> families = new(StringComparer.Ordinal);
    private readonly MeterListener listener = new();

    public PrometheusRegistry(Meter meter)
    {
        listener.InstrumentPublished = (instrument, it) =>
        {
            if (ReferenceEquals(instrument.Meter, meter) && KindOf(instrument) is { } kind) it.EnableMeasurementEvents(instrument, Add(instrument, kind));
        };
        listener.SetMeasurementEventCallback<int>((_, value, tags, state) => Record(value, tags, state));
        listener.SetMeasurementEventCallback<long>((_, value, tags, state) => Record(value, tags, state));
        listener.SetMeasurementEventCallback<double>((_, value, tags, state) => Record(value, tags, state));
        listener.Start();
    }

    /// <summary>Everything, families by name and series by label.</summary>
    public string Write()
    {
        listener.RecordObservableInstruments();
        var text = new StringBuilder();
        lock (gate)
        {
            foreach (MetricFamily family in families.Values) PrometheusText.Write(text, family);
        }

        return text.ToString();
    }

    public void Dispose() => listener.Dispose();

    private static MetricKind? KindOf(Instrument instrument)
    {
        Type type = instrument.GetType();
        if (!type.IsGenericType) return null;
        Type generic = type.GetGenericTypeDefinition();
        return generic == typeof(Counter<>) ? MetricKind.Counter
            : generic == typeof(ObservableCounter<>) ? MetricKind.ObservedCounter
            : generic == typeof(Histogram<>) ? MetricKind.Histogram
            : generic == typeof(UpDownCounter<>) ? MetricKind.UpDownCounter
            : MetricKind.Gauge;
    }

    private MetricFamily Add(Instrument instrument, MetricKind kind)
    {
        var family = new MetricFamily(instrument, kind);
        lock (gate) families[family.Name] = family;
        return family;
    }

    private void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        lock (gate) ((MetricFamily)state!).Record(value, tags);
    }
}
