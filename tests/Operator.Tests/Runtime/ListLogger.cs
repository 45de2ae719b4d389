using Microsoft.Extensions.Logging;

namespace RL4VLM.Operator.Tests.Runtime;

/// <summary>Keeps what was logged.</summary>
internal sealed class ListLogger : ILogger
{
    private readonly Lock gate = new();
    private readonly List<string> lines = [];
    private readonly Stack<object> scopes = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (gate) return [.. lines];
        }
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull
    {
        lock (gate) scopes.Push(state);
        return new Scope(this);
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (gate)
        {
            IEnumerable<string> values = scopes.OfType<IEnumerable<KeyValuePair<string, object?>>>().SelectMany(scope => scope).Select(pair => $"{pair.Key}={pair.Value}");
            string within = string.Join(' ', values);
            lines.Add($"{logLevel}: {formatter(state, exception)}{(within.Length == 0 ? "" : $" [{within}]")}");
        }
    }

    private sealed class Scope(ListLogger logger) : IDisposable
    {
        public void Dispose()
        {
            lock (logger.gate) logger.scopes.Pop();
        }
    }
}
