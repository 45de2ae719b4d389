using System.Diagnostics.Metrics;
using System.Text;

namespace RL4VLM.Operator.Runtime.Metrics;

/// <summary>Listens to one meter and writes what it heard as Prometheus text. Whoever records knows nothing of it, so an OTLP
/// exporter can listen beside it or in its place.</summary>
public sealed class PrometheusRegistry : IDisposable
{
    private readonly Lock gate = new();
    private readonly Lock reading = new(); // of its own: callbacks take locks under which others record
    private readonly SortedDictionary<string, (MetricFamily Family, MeterListener? Reader)> families = new(StringComparer.Ordinal);
    private readonly MeterListener listener;

    public PrometheusRegistry(Meter meter)
    {
        listener = Listener();
        listener.InstrumentPublished = (instrument, it) =>
        {
            if (ReferenceEquals(instrument.Meter, meter) && KindOf(instrument) is { } kind) Add(instrument, kind);
        };
        listener.Start();
    }

    /// <summary>Everything, families by name and series by label.</summary>
    public string Write() => string.Concat(Read().Select(family => family.ToString()));

    /// <summary>The same, a family at a time: all series of a thousand runs at once would take more memory than the runs.</summary>
    /// <returns>Each valid until the next.</returns>
    public IEnumerable<StringBuilder> Read()
    {
        (MetricFamily, MeterListener?)[] all;
        lock (gate) all = [.. families.Values];
        var text = new StringBuilder();
        foreach ((MetricFamily family, MeterListener? reader) in all)
        {
            text.Clear();
            lock (reading)
            {
                reader?.RecordObservableInstruments();
                lock (gate)
                {
                    PrometheusText.Write(text, family);
                    if (reader is not null) family.Clear();
                }
            }

            yield return text;
        }
    }

    public void Dispose()
    {
        listener.Dispose();
        lock (gate)
        {
            foreach ((_, MeterListener? reader) in families.Values) reader?.Dispose();
        }
    }

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

    private void Add(Instrument instrument, SeriesKind kind)
    {
        var family = new MetricFamily(instrument, kind);
        // A listener reads all its instruments at once; these are read one by one.
        MeterListener? reader = instrument.IsObservable ? Listener() : null;
        (reader ?? listener).EnableMeasurementEvents(instrument, family);
        lock (gate) families[family.Name] = (family, reader);
    }

    private MeterListener Listener()
    {
        var made = new MeterListener();
        made.SetMeasurementEventCallback<int>((_, value, tags, state) => Record(value, tags, state));
        made.SetMeasurementEventCallback<long>((_, value, tags, state) => Record(value, tags, state));
        made.SetMeasurementEventCallback<double>((_, value, tags, state) => Record(value, tags, state));
        return made;
    }

    private void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        lock (gate) ((MetricFamily)state!).Record(value, tags);
    }
}
