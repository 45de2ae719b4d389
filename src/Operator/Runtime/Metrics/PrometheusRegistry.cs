using System.Diagnostics.Metrics;
using System.Text;

namespace RL4VLM.Operator.Runtime.Metrics;

/// <summary>Listens to one meter and writes what it heard as Prometheus text. Whoever records knows nothing of it, so an OTLP
/// exporter can listen beside it or in its place.</summary>
public sealed class PrometheusRegistry : IDisposable
{
    private readonly Lock gate = new();
    private readonly Lock reading = new(); // of its own: callbacks take locks under which others record
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
        var text = new StringBuilder();
        lock (reading)
        {
            lock (gate)
            {
                foreach (MetricFamily family in families.Values) family.BeginReading();
            }

            listener.RecordObservableInstruments();
            lock (gate)
            {
                foreach (MetricFamily family in families.Values)
                {
                    family.EndReading();
                    PrometheusText.Write(text, family);
                }
            }
        }

        return text.ToString();
    }

    public void Dispose() => listener.Dispose();

    private static SeriesKind? KindOf(Instrument instrument)
    {
        Type type = instrument.GetType();
        if (!type.IsGenericType) return null;
        Type generic = type.GetGenericTypeDefinition();
        return generic == typeof(Counter<>) ? SeriesKind.Counter
            : generic == typeof(ObservableCounter<>) ? SeriesKind.ObservedCounter
            : generic == typeof(Histogram<>) ? SeriesKind.Histogram
            : generic == typeof(UpDownCounter<>) ? SeriesKind.UpDownCounter
            : SeriesKind.Gauge;
    }

    private MetricFamily Add(Instrument instrument, SeriesKind kind)
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
