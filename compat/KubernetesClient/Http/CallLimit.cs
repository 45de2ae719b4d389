namespace k8s;

/// <summary>A call's time limit joined with its caller's token.</summary>
internal sealed class CallLimit : IDisposable
{
    private readonly CancellationTokenSource source;
    private readonly CancellationToken caller;
    private readonly TimeSpan limit;

    public CallLimit(TimeSpan limit, CancellationToken caller)
    {
        (this.limit, this.caller) = (limit, caller);
        source = CancellationTokenSource.CreateLinkedTokenSource(caller);
        source.CancelAfter(limit);
    }

    public CancellationToken Token => source.Token;

    /// <summary>The time is over, rather than the caller having cancelled.</summary>
    public bool Passed => source.IsCancellationRequested && !caller.IsCancellationRequested;

    public TaskCanceledException Exceeded(HttpMethod method, string path, Exception canceled)
    {
        var message = $"{method} {path} took longer than HttpClientTimeout ({limit.TotalSeconds:0.#} s)";
        return new(message, new TimeoutException(message, canceled));
    }

    public void Dispose() => source.Dispose();
}
