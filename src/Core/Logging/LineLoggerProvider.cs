using Microsoft.Extensions.Logging;

namespace RL4VLM.Core.Logging;

/// <summary>Writes each event as a line before the call returns: a process that ends, however it ends, has said all it had to say.</summary>
/// <param name="writer">Where to.</param>
/// <param name="format">An event's line.</param>
/// <param name="clock">Time.</param>
internal sealed class LineLoggerProvider(TextWriter writer, Func<LogEvent, string> format, TimeProvider clock) : ILoggerProvider, ISupportExternalScope
{
    private readonly Lock gate = new();
    private IExternalScopeProvider scopes = new LoggerExternalScopeProvider();

    public ILogger CreateLogger(string categoryName) => new LineLogger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => scopes = scopeProvider;

    public void Dispose()
    {
        lock (gate) writer.Flush();
    }

    private void Write<TState>(string logger, LogLevel level, TState state, Exception? exception, string message)
    {
        string line = format(new LogEvent(clock.GetUtcNow(), level, logger, message, exception, LogEvent.Gather(state, scopes)));
        lock (gate) writer.WriteLine(line);
    }

    private sealed class LineLogger(LineLoggerProvider owner, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => owner.scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) owner.Write(name, logLevel, state, exception, formatter(state, exception));
        }
    }
}
