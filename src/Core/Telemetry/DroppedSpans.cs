using System.Diagnostics.Metrics;

namespace RL4VLM.Core.Telemetry;

/// <summary>Counts the spans that found the SDK's queue full. The SDK tells of them by an event only at its end, but while it works by a metric
/// about itself: the spans its processor is done with, those dropped with an error.</summary>
internal sealed class DroppedSpans : IDisposable
{
    private const string SdkMeter = "otel.sdk.experimental";
    private const string Processed = "otel.sdk.processor.span.processed";

    private readonly MeterListener listener = new();
    private long count;

    public DroppedSpans()
    {
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Meter.Name == SdkMeter && instrument.Name == Processed) own.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            foreach ((string key, _) in tags)
            {
                if (key == AttributeNames.ErrorType) Interlocked.Add(ref count, value);
            }
        });
        listener.Start();
    }

    public long Count => Interlocked.Read(ref count);

    public void Dispose() => listener.Dispose();
}
