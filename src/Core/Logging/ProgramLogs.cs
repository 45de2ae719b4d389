using Microsoft.Extensions.Logging;

namespace RL4VLM.Core.Logging;

/// <summary>Makes the loggers of our programs; all of them write to standard error.</summary>
public static class ProgramLogs
{
    /// <summary>Category of a stage's start, commit and end: for machines. A person sees the progress and the summary.</summary>
    public const string StageCategory = "stage";

    /// <summary>Category of a stage's progress.</summary>
    public const string ProgressCategory = "progress";

    /// <summary>Of a stage's program, whose text is as terse as a command's.</summary>
    /// <param name="format">One of <see cref="LogFormats"/>.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="clock">Time.</param>
    public static ILoggerFactory OfStage(string format, TextWriter error, TimeProvider clock) => Create(
        format, error, clock, TextLogFormat.Terse, builder =>
        {
            if (format == LogFormats.Text) builder.AddFilter(StageCategory, LogLevel.Warning);
        });

    /// <summary>Of the operator, whose text has time and level.</summary>
    /// <param name="format">One of <see cref="LogFormats"/>.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="clock">Time.</param>
    public static ILoggerFactory OfOperator(string format, TextWriter error, TimeProvider clock) => Create(format, error, clock, TextLogFormat.Timed, _ => { });

    private static ILoggerFactory Create(string format, TextWriter error, TimeProvider clock, Func<LogEvent, string> text, Action<ILoggingBuilder> filter) =>
        LoggerFactory.Create(builder =>
        {
            builder.SetMinimumLevel(LogLevel.Information);
            filter(builder);
            builder.AddProvider(new LineLoggerProvider(error, format == LogFormats.Json ? JsonLogFormat.Line : text, clock));
        });
}
