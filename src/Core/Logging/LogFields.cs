using System.Diagnostics;
using System.Text;

namespace RL4VLM.Core.Logging;

/// <summary>Names of the fields of a JSON line; those of the trace are OpenTelemetry's ("Trace Context in non-OTLP Log Formats").</summary>
public static class LogFields
{
    /// <summary>UTC, RFC 3339, milliseconds.</summary>
    public const string Time = "time";

    /// <summary>trace, debug, info, warning, error or critical.</summary>
    public const string Level = "level";
    public const string Logger = "logger";
    public const string Message = "message";

    /// <summary>Type, message and stack of what was thrown.</summary>
    public const string Exception = "exception";
    public const string TraceId = "trace_id";
    public const string SpanId = "span_id";
    public const string TraceFlags = "trace_flags";

    public const string Run = "run";
    public const string Stage = "stage";
    public const string Iteration = "iteration";
    public const string Worker = "worker";
    public const string Task = "task";
    public const string ExitCode = "exit_code";

    /// <summary>What Microsoft.Extensions.Logging calls the message's template among its values.</summary>
    internal const string Template = "{OriginalFormat}";

    private static readonly HashSet<string> Taken = [Time, Level, Logger, Message, Exception];

    /// <summary>The fields of a trace, for what is logged outside its spans; none when there is no trace.</summary>
    public static IEnumerable<KeyValuePair<string, object?>> OfTrace(ActivityContext trace) => trace == default ? [] :
    [
        new(TraceId, trace.TraceId.ToHexString()),
        new(SpanId, trace.SpanId.ToHexString()),
        new(TraceFlags, trace.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? "01" : "00"),
    ];

    /// <summary>A value's name in the log: <c>ExitCode</c> is <c>exit_code</c>; one that a field of every line has gets <c>value_</c> before it.</summary>
    public static string Of(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        for (int i = 0; i < name.Length; i++)
        {
            bool begins = char.IsUpper(name[i]) && i > 0 && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (begins && text[^1] != '_') text.Append('_');
            text.Append(char.IsLetterOrDigit(name[i]) ? char.ToLowerInvariant(name[i]) : '_');
        }

        string field = text.ToString();
        return Taken.Contains(field) ? $"value_{field}" : field;
    }
}
