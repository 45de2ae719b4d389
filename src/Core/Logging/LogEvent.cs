using System.Diagnostics;
using Microsoft.Extensions.Logging;
using RL4VLM.Core.Telemetry;

namespace RL4VLM.Core.Logging;

/// <summary>One event of a log, before it is a line.</summary>
/// <param name="Time">UTC.</param>
/// <param name="Level">How bad it is.</param>
/// <param name="Logger">Who says it.</param>
/// <param name="Message">With its values filled in.</param>
/// <param name="Exception">What was thrown, or null.</param>
/// <param name="Values">Of the scopes and the message's template, by their names in the log.</param>
internal sealed record LogEvent(DateTimeOffset Time, LogLevel Level, string Logger, string Message, Exception? Exception, IReadOnlyDictionary<string, object> Values)
{
    /// <summary>Values gathered from the outermost scope to the template; the innermost of a name wins. The trace is that of our current
    /// span, else the one that a scope names.</summary>
    public static IReadOnlyDictionary<string, object> Gather<TState>(TState state, IExternalScopeProvider scopes)
    {
        var values = new Dictionary<string, object>();
        scopes.ForEachScope(static (scope, values) => Add(values, scope), values);
        Add(values, state);
        if (Activity.Current is not { } span || span.Source.Name != StageSpans.SourceName) return values;
        values[LogFields.TraceId] = span.TraceId.ToHexString();
        values[LogFields.SpanId] = span.SpanId.ToHexString();
        values[LogFields.TraceFlags] = span.Recorded ? "01" : "00";
        return values;
    }

    private static void Add(Dictionary<string, object> values, object? source)
    {
        if (source is not IEnumerable<KeyValuePair<string, object?>> pairs) return;
        foreach ((string name, object? value) in pairs)
        {
            if (value is not null && name != LogFields.Template) values[LogFields.Of(name)] = value;
        }
    }
}
