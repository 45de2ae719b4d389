using System.Globalization;
using Microsoft.Extensions.Logging;

namespace RL4VLM.Core.Logging;

/// <summary>Lines for people.</summary>
internal static class TextLogFormat
{
    /// <summary>Of a program at a prompt: what it does as it is, what goes wrong with the program's name before it.</summary>
    public static string Terse(LogEvent entry) => entry.Level >= LogLevel.Warning ? $"{entry.Logger}: {Words(entry)}" : Words(entry);

    /// <summary>Of a program that runs for weeks: with time, level and who says it.</summary>
    public static string Timed(LogEvent entry) =>
        string.Create(CultureInfo.InvariantCulture, $"{entry.Time.UtcDateTime:HH:mm:ss} {LogLevels.NameOf(entry.Level)} {entry.Logger}: {Words(entry)}");

    private static string Words(LogEvent entry) => entry.Exception is { } exception ? $"{entry.Message}: {exception}" : entry.Message;
}
