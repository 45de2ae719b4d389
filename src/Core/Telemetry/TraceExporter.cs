using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;

namespace RL4VLM.Core.Telemetry;

/// <summary>The OTLP exporter, which tells when it is done: the SDK's own flush returns once spans have left the queue, whether the collector has
/// them or not.</summary>
internal sealed class TraceExporter(OtlpExporterOptions options) : OtlpTraceExporter(options)
{
    // Held from the first span's leaving the queue to the collector's answer.
    private readonly Lock exporting = new();
    private int failures;

    /// <summary>Exports that did not get through so far.</summary>
    public int Failures => Volatile.Read(ref failures);

    public override ExportResult Export(in Batch<Activity> activityBatch)
    {
        lock (exporting)
        {
            ExportResult result = base.Export(activityBatch);
            if (result != ExportResult.Success) failures++;
            return result;
        }
    }

    /// <summary>Waits until an export that is under way has ended.</summary>
    /// <returns>False when it has not within the limit.</returns>
    public bool WaitForExport(TimeSpan limit)
    {
        if (!exporting.TryEnter(limit)) return false;
        exporting.Exit();
        return true;
    }
}
