using System.Diagnostics;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Telemetry;
using RL4VLM.Operator.Reconciling;

namespace RL4VLM.Operator.Hosting;

/// <summary>The operator's spans, on the source that <see cref="TelemetryExport"/> listens to.</summary>
/// <param name="flush">Sees to it that spans that have ended are exported.</param>
internal sealed class RunTraces(SharedFlush flush) : IRunTraces
{
    public bool IsOn => StageSpans.Source.HasListeners();

    public string? Begin(RunManifest manifest, int iteration, string? predecessor)
    {
        ActivityContext begun = StageSpans.BeginIteration(manifest, iteration, StageSpans.Parse(predecessor) ?? default);
        return begun == default ? null : $"00-{begun.TraceId}-{begun.SpanId}-{(begun.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? "01" : "00")}";
    }

    public Task ExportedAsync(CancellationToken cancellation) => flush.WaitAsync(cancellation);

    public void Record(OperatorSpan span, DateTimeOffset now)
    {
        if (StageSpans.Parse(span.TraceParent) is not { } parent) return;
        // Clocks of a cluster differ, and API times were rounded: no span may end before it begins or after it was made.
        DateTimeOffset end = span.End is { } known && known < now ? known : now;
        StageSpans.Record(span.Name, parent, span.Start, end > span.Start ? end : span.Start, span.Attributes);
    }
}
