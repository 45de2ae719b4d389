using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using RL4VLM.Operator.Runtime.Metrics;

namespace RL4VLM.Operator.Runtime;

/// <summary>Lists, then watches from the list's version, and again from the start when the server has forgotten that version.</summary>
public sealed class Informer<T> : IInformer<T> where T : class, IKubernetesObject<V1ObjectMeta>
{
    // From here on a list that expires between its pages is asked for in one piece.
    private const int ExpiredLists = 2;

    private readonly IObjectSource<T> source;
    private readonly InformerOptions options;
    private readonly ObjectStore<T> store;
    private readonly TimeProvider clock;
    private readonly Random jitter;
    private readonly ILogger logger;
    private readonly Func<T, T> trim;
    private readonly OperatorMetrics? metrics;
    private readonly Lock order = new(); // held from a change to the end of its announcement
    private readonly TaskCompletionSource synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long lastTurn;

    /// <param name="source">Lists and watches.</param>
    /// <param name="options">Sizes and times.</param>
    /// <param name="index">Gives the value under which <see cref="ByIndex"/> finds an object; null for none.</param>
    /// <param name="clock">Gives delays and timeouts.</param>
    /// <param name="jitter">Spreads them; used by this informer alone.</param>
    /// <param name="logger">Takes what goes wrong.</param>
    /// <param name="trim">Drops what nobody reads before an object is kept; may change the object it is given.</param>
    /// <param name="metrics">Counts restarts of the watch.</param>
    public Informer(IObjectSource<T> source, InformerOptions options, Func<T, string?>? index, TimeProvider clock, Random jitter, ILogger logger,
        Func<T, T>? trim = null, OperatorMetrics? metrics = null)
    {
        this.source = source;
        this.options = options;
        this.clock = clock;
        this.jitter = jitter;
        this.logger = logger;
        this.trim = trim ?? ObjectTrim.ManagedFields;
        this.metrics = metrics;
        store = new ObjectStore<T>(index);
        lastTurn = clock.GetTimestamp();
    }

    public event Action<T?, T?>? Changed;

    public string Name => source.Name;

    public bool HasSynced => synced.Task.IsCompletedSuccessfully;

    public TimeSpan SinceLastTurn => clock.GetElapsedTime(Interlocked.Read(ref lastTurn));

    public T? Get(ObjectKey key) => store.Get(key);

    public IReadOnlyList<T> ByIndex(string value) => store.ByIndex(value);

    public IReadOnlyList<T> All() => store.All();

    public Task WaitForSyncAsync(CancellationToken cancellation) => synced.Task.WaitAsync(cancellation);

    public void Remember(T written) => Announce(store.Remember, trim(written));

    public async Task RunAsync(CancellationToken cancellation)
    {
        string? version = null;
        int failures = 0;
        int expired = 0;
        long listed = 0;
        while (!cancellation.IsCancellationRequested)
        {
            Turn();
            long began = clock.GetTimestamp();
            bool watching = version is not null;
            string reason = "end";
            try
            {
                if (!watching)
                {
                    version = await ListAsync(expired < ExpiredLists ? options.PageSize : null, cancellation).ConfigureAwait(false);
                    listed = began;
                    expired = 0;
                    continue;
                }

                await WatchAsync(version!, next => version = next, cancellation).ConfigureAwait(false);
                if (clock.GetElapsedTime(listed) >= options.RelistInterval) version = null;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (ResourceExpiredException e)
            {
                reason = "expired";
                if (!watching) expired++;
                version = null;
                logger.LogInformation("{Resource}: listing again, the server has forgotten the version: {Message}", Name, e.Message);
            }
            catch (IdleException)
            {
                reason = "idle";
                logger.LogWarning("{Resource}: nothing came for {Idle}, connecting again", Name, options.IdleTimeout);
            }
            catch (Exception e)
            {
                reason = "error";
                logger.LogWarning("{Resource}: {Action} failed, trying again: {Error}: {Message}", Name, watching ? "watch" : "list", e.GetType().Name, e.Message);
            }

            metrics?.RecordWatchRestart(reason);
            // Only time tells a healthy server from one that answers and hangs up: an event alone would let the two of us spin.
            bool healthy = watching && clock.GetElapsedTime(began) >= options.HealthyWatch;
            failures = !healthy ? failures + 1 : reason == "error" ? 1 : 0;
            if (failures > 0) await DelayAsync(options.Backoff.Delay(failures, jitter.NextDouble()), cancellation).ConfigureAwait(false);
        }
    }

    /// <returns>The version to watch from.</returns>
    private async Task<string> ListAsync(int? limit, CancellationToken cancellation)
    {
        var all = new List<T>();
        string? token = null;
        string? version = null;
        await IdleBoundAsync(async (idle, either) =>
        {
            do
            {
                ObjectPage<T> page = await source.ListAsync(token, limit, either).ConfigureAwait(false);
                Alive(idle);
                foreach (T item in page.Items) all.Add(trim(item));
                version = page.ResourceVersion;
                token = page.Continue;
            }
            while (!string.IsNullOrEmpty(token));
        }, cancellation).ConfigureAwait(false);

        if (string.IsNullOrEmpty(version)) throw new InvalidDataException($"the server's list of {Name} has no resourceVersion");
        Announce(list => store.Replace(list, version), all);
        synced.TrySetResult();
        return version;
    }

    private Task WatchAsync(string version, Action<string> advance, CancellationToken cancellation) => IdleBoundAsync(async (idle, either) =>
    {
        TimeSpan timeout = options.WatchTimeout * (1 + jitter.NextDouble());
        await foreach (ObjectEvent<T> change in source.WatchAsync(version, timeout, either).ConfigureAwait(false))
        {
            Alive(idle);
            switch (change.Change)
            {
                case ObjectChange.Applied: Announce(store.Apply, trim(change.Object)); break;
                case ObjectChange.Deleted: Announce(store.Delete, trim(change.Object)); break;
                default: store.Bookmark(change.Object.Version()); break;
            }

            if (change.Object.Version() is { Length: > 0 } next) advance(next);
        }
    }, cancellation);

    /// <summary>Ends <paramref name="work"/> when it has not called <see cref="Alive"/> for the idle time.</summary>
    private async Task IdleBoundAsync(Func<CancellationTokenSource, CancellationToken, Task> work, CancellationToken cancellation)
    {
        using var idle = new CancellationTokenSource(options.IdleTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, idle.Token);
        try
        {
            await work(idle, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (idle.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new IdleException();
        }
    }

    private void Alive(CancellationTokenSource idle)
    {
        Turn();
        idle.CancelAfter(options.IdleTimeout);
    }

    /// <summary>Changes the store and tells of it. One after the other: handlers hear of an object's life in its order, own writes included.</summary>
    private void Announce<TChange>(Func<TChange, IReadOnlyList<ObjectDifference<T>>> change, TChange value)
    {
        lock (order)
        {
            foreach ((T? before, T? after) in change(value)) Tell(before, after);
        }
    }

    private void Tell(T? before, T? after)
    {
        try
        {
            Changed?.Invoke(before, after);
        }
        catch (Exception e)
        {
            // The cache is right all the same, and everyone else's changes must go on.
            logger.LogError(e, "{Resource}: a handler of changes failed on {Key}", Name, (after ?? before)!.Key());
        }
    }

    private void Turn() => Interlocked.Exchange(ref lastTurn, clock.GetTimestamp());

    private async Task DelayAsync(TimeSpan delay, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(delay, clock, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The loop's condition ends it.
        }
    }

    private sealed class IdleException : Exception;
}
