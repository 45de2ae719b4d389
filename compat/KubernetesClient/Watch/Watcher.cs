using System.Text.Json.Serialization;

namespace k8s;

/// <summary>A watch that calls back. It runs until the server closes it or it is disposed.</summary>
public class Watcher<T> : IDisposable
{
    private readonly CancellationTokenSource stop = new();

    internal Watcher(
        Func<Action<Exception>, CancellationToken, IAsyncEnumerable<(WatchEventType, T)>> watch,
        Action<WatchEventType, T> onEvent, Action<Exception> onError, Action onClosed)
    {
        OnEvent += onEvent;
        OnError += onError;
        OnClosed += onClosed;
        var token = stop.Token;
        _ = Task.Run(() => RunAsync(watch(error => OnError?.Invoke(error), token)), CancellationToken.None);
    }

    public event Action<WatchEventType, T> OnEvent;

    public event Action<Exception> OnError;

    /// <summary>The server closed the connection, or it broke.</summary>
    public event Action OnClosed;

    public bool Watching { get; private set; }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing || stop.IsCancellationRequested) return;
        stop.Cancel();
        stop.Dispose();
    }

    private async Task RunAsync(IAsyncEnumerable<(WatchEventType Type, T Object)> events)
    {
        try
        {
            Watching = true;
            await foreach (var (type, item) in events.ConfigureAwait(false)) OnEvent?.Invoke(type, item);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Disposed: the way a watcher is stopped.
        }
        catch (Exception broken)
        {
            OnError?.Invoke(broken);
        }
        finally
        {
            Watching = false;
            OnClosed?.Invoke();
        }
    }

    /// <summary>The shape of one line.</summary>
    public class WatchEvent
    {
        [JsonPropertyName("type")]
        public WatchEventType Type { get; set; }

        [JsonPropertyName("object")]
        public T Object { get; set; }
    }
}
