using k8s.Autorest;

namespace k8s;

/// <summary>Watches made from a list call with <c>watch: true</c>. The package calls them obsolete in favour of the <c>Watch…Async</c> methods of each group.</summary>
public static class WatcherExt
{
    [Obsolete("This method will be deprecated in future versions. Please use the Watch method instead.")]
    public static Watcher<T> Watch<T, L>(
        this Task<HttpOperationResponse<L>> responseTask, Action<WatchEventType, T> onEvent, Action<Exception> onError = null, Action onClosed = null) =>
        responseTask.Watcher<T, L>(onEvent, onError, onClosed);

    [Obsolete("This method will be deprecated in future versions. Please use the Watch method instead.")]
    public static Watcher<T> Watch<T, L>(
        this HttpOperationResponse<L> response, Action<WatchEventType, T> onEvent, Action<Exception> onError = null, Action onClosed = null) =>
        Task.FromResult(response).Watcher<T, L>(onEvent, onError, onClosed);

    [Obsolete("This method will be deprecated in future versions. Please use the WatchAsync method instead.")]
    public static IAsyncEnumerable<(WatchEventType, T)> WatchAsync<T, L>(
        this Task<HttpOperationResponse<L>> responseTask, Action<Exception> onError = null, CancellationToken cancellationToken = default) =>
        responseTask.Events<T, L>(onError, cancellationToken);
}
