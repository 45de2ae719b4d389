using System.Diagnostics.Tracing;

namespace RL4VLM.Core.Telemetry;

/// <summary>Turns whatever the OpenTelemetry libraries complain about into one line per export, and counts what was not delivered.</summary>
internal sealed class ExportWarning(string service, TextWriter error) : EventListener
{
    private const string Exporter = "OpenTelemetry-Exporter-OpenTelemetryProtocol";

    /// <summary>Of the exporter's complaints those that mean one export not taken: it has exactly one of them for each.</summary>
    private static readonly HashSet<string> NotTaken =
        ["FailedToReachCollector", "ExportMethodException", "TransientHttpError", "HttpRequestFailed", "OperationUnexpectedlyCanceled", "RequestTimedOut", "ExportFailure"];

    private readonly DroppedSpans dropped = new();
    private int warned;
    private long failed;

    /// <summary>Exports that the collector did not take, and spans for which the queue had no room.</summary>
    public long Failures => Interlocked.Read(ref failed) + dropped.Count;

    public void Warn(string reason)
    {
        if (Interlocked.Exchange(ref warned, 1) != 0) return;
        error.WriteLine($"{service}: telemetry: the collector does not take what is sent ({reason.ReplaceLineEndings(" ")}); the run goes on without. Check OTEL_EXPORTER_OTLP_ENDPOINT.");
    }

    public override void Dispose()
    {
        dropped.Dispose();
        base.Dispose();
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        // The SDK's warnings are about instruments and settings; the exporter's say that something was not delivered.
        if (eventSource.Name == "OpenTelemetry-Sdk") EnableEvents(eventSource, EventLevel.Error);
        else if (eventSource.Name == Exporter) EnableEvents(eventSource, EventLevel.Warning);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventSource.Name == Exporter && NotTaken.Contains(eventData.EventName ?? "")) Interlocked.Increment(ref failed);
        object? detail = eventData.Payload?.OfType<string>().LastOrDefault(text => text.Length > 0);
        Warn(detail is string text ? FirstLine(text) : eventData.EventName ?? "unknown");
    }

    private static string FirstLine(string text) => text.Split('\n')[0].Trim();
}
