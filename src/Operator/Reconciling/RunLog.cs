using Microsoft.Extensions.Logging;
using RL4VLM.Core.Logging;
using RL4VLM.Core.Telemetry;
using RL4VLM.Operator.Resources;

namespace RL4VLM.Operator.Reconciling;

/// <summary>A line for everything that happens to a run, within the trace of the iteration that it is about.</summary>
internal static partial class RunLog
{
    public static void Write(ILogger logger, RunResource run, RunEvent happened)
    {
        using IDisposable? traced = logger.With(LogFields.OfTrace(StageSpans.Parse(happened.TraceParent) ?? default));
        Happened(logger, happened.Warning ? LogLevel.Warning : LogLevel.Information, run.Metadata.NamespaceProperty, run.Metadata.Name, happened.Reason, happened.Message);
    }

    [LoggerMessage("{Namespace}/{Run}: {Reason}: {Message}")]
    private static partial void Happened(ILogger logger, LogLevel level, string @namespace, string run, string reason, string message);
}
