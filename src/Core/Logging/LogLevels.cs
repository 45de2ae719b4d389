using Microsoft.Extensions.Logging;

namespace RL4VLM.Core.Logging;

/// <summary>Levels as the log names them.</summary>
internal static class LogLevels
{
    public static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        _ => "critical",
    };
}
