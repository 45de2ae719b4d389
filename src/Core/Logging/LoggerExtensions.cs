using Microsoft.Extensions.Logging;

namespace RL4VLM.Core.Logging;

/// <summary>What the abstractions lack.</summary>
public static class LoggerExtensions
{
    /// <summary>Words that are no template: braces in them mean nothing.</summary>
    public static void Say(this ILogger logger, LogLevel level, string words, Exception? exception = null) =>
        logger.Log(level, default, words, exception, static (said, _) => said);

    /// <summary>Values that every event has until the scope ends.</summary>
    public static IDisposable? With(this ILogger logger, params IEnumerable<KeyValuePair<string, object?>> values) =>
        logger.BeginScope<IReadOnlyList<KeyValuePair<string, object?>>>([.. values]);
}
