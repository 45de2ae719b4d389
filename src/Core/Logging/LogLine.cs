using System.Globalization;
using System.Text.Json;

namespace RL4VLM.Core.Logging;

/// <summary>A line of a JSON log, read back.</summary>
/// <param name="Time">When.</param>
/// <param name="Level">By the log's names of levels.</param>
/// <param name="Logger">Who says it.</param>
/// <param name="Message">What.</param>
/// <param name="Exception">With its stack; null when nothing was thrown.</param>
public sealed record LogLine(DateTimeOffset Time, string Level, string Logger, string Message, string? Exception)
{
    /// <summary>Null for a line that is none of ours.</summary>
    public static LogLine? TryRead(string line)
    {
        if (!line.StartsWith('{')) return null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            string? Text(string name) => document.RootElement.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            return DateTimeOffset.TryParse(Text(LogFields.Time), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
                && Text(LogFields.Level) is { } level && Text(LogFields.Message) is { } message
                ? new LogLine(time, level, Text(LogFields.Logger) ?? "", message, Text(LogFields.Exception)) : null;
        }
        catch (JsonException)
        {
            // Somebody else's line that begins with a brace, or the rest of one whose end is cut off.
            return null;
        }
    }

    /// <summary>What the program would have written as text: what goes wrong has the program's name before it, and may have a stack below.</summary>
    public string ToText()
    {
        string words = Exception is null ? Message : $"{Message}: {Exception}";
        return Level is "warning" or "error" or "critical" ? $"{Logger}: {words}" : words;
    }
}
