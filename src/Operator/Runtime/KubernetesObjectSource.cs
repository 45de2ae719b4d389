using System.Net;
using System.Runtime.CompilerServices;
using k8s;
using k8s.Autorest;

namespace RL4VLM.Operator.Runtime;

/// <summary>A source over the client's list and watch calls, with their several ways of failing made one.</summary>
internal sealed class KubernetesObjectSource<T>(
    string name,
    Func<string?, int?, CancellationToken, Task<ObjectPage<T>>> list,
    Func<string, int, Action<Exception>, CancellationToken, IAsyncEnumerable<(WatchEventType Type, T Object)>> watch) : IObjectSource<T> where T : class
{
    public string Name { get; } = name;

    public async Task<ObjectPage<T>> ListAsync(string? continueToken, int? limit, CancellationToken cancellation)
    {
        try
        {
            return await list(continueToken, limit, cancellation).ConfigureAwait(false);
        }
        catch (HttpOperationException e) when (IsExpired(e))
        {
            throw Expired(e);
        }
    }

    public async IAsyncEnumerable<ObjectEvent<T>> WatchAsync(string resourceVersion, TimeSpan timeout, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // The client hands an ERROR event to a callback and reads on; there is nothing to read after one.
        Exception? failure = null;
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        void Fail(Exception e)
        {
            failure ??= e;
            failed.Cancel();
        }

        await using IAsyncEnumerator<(WatchEventType Type, T Object)> events =
            watch(resourceVersion, (int)Math.Ceiling(timeout.TotalSeconds), Fail, failed.Token).GetAsyncEnumerator(failed.Token);
        while (true)
        {
            bool more;
            try
            {
                more = await events.MoveNextAsync().ConfigureAwait(false);
            }
            catch (HttpOperationException e) when (IsExpired(e))
            {
                throw Expired(e);
            }
            catch (OperationCanceledException) when (failure is not null && !cancellation.IsCancellationRequested)
            {
                more = false;
            }

            if (failure is not null) throw IsExpired(failure) ? Expired(failure) : failure;
            if (!more) yield break;
            (WatchEventType type, T value) = events.Current;
            if (type == WatchEventType.Error) throw new InvalidDataException($"the watch of {Name} ended with an error event");
            yield return new ObjectEvent<T>(type switch
            {
                WatchEventType.Deleted => ObjectChange.Deleted,
                WatchEventType.Bookmark => ObjectChange.Bookmark,
                _ => ObjectChange.Applied,
            }, value);
        }
    }

    private static bool IsExpired(Exception e) => e switch
    {
        HttpOperationException http => http.Response?.StatusCode == HttpStatusCode.Gone,
        KubernetesException kubernetes => kubernetes.Status is { Code: (int)HttpStatusCode.Gone } or { Reason: "Expired" or "Gone" },
        _ => false,
    };

    private static ResourceExpiredException Expired(Exception e) => new(e.Message, e);
}
