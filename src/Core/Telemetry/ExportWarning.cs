using System.Diagnostics.Tracing;

namespace RL4VLM.Core.Telemetry;

/// <summary>Turns whatever the OpenTelemetry libraries complain about into one line per export.</summary>
internal sealed class ExportWarning(string service, TextWriter error) : EventListener
{
    private int warned;

    public void Warn(string reason)
    {
        if (Interlocked.Exchange(ref warned, 1) != 0) return;
        error.WriteLine($"{service}: telemetry: the collector does not take what is sent ({reason.ReplaceLineEndings(" ")}); the run goes on without. Check OTEL_EXPORTER_OTLP_ENDPOINT.");
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        // The SDK's warnings are about instruments and settings; the exporter's say that something was not delivered.
        if (eventSource.Name == "OpenTelemetry-Sdk") EnableEvents(eventSource, EventLevel.Error);
        else if (eventSource.Name == "OpenTelemetry-Exporter-OpenTelemetryProtocol") EnableEvents(eventSource, EventLevel.Warning);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        object? detail = eventData.Payload?.OfType<string>().LastOrDefault(text => text.Length > 0);
        Warn(detail is string text ? FirstLine(text) : eventData.EventName ?? "unknown");
    }

    private static string FirstLine(string text) => text.Split('\n')[0].Trim();
}
