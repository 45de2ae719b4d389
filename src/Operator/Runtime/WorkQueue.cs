using RL4VLM.Operator.Runtime.Metrics;

namespace RL4VLM.Operator.Runtime;

/// <summary>Keys waiting for work, each at most once, in the order in which they came. A key that is added while a worker has it
/// comes again after <see cref="Done"/>: never two workers on one key, and no change is missed. Keys added as urgent come before the others,
/// which still get every fourth turn.</summary>
public sealed class WorkQueue<TKey> : IDisposable where TKey : notnull
{
    /// <summary>Of so many turns one goes to a key that is not urgent.</summary>
    private const int OrdinaryTurn = 4;

    private readonly Lock gate = new();
    private readonly Dictionary<TKey, long> wanted = []; // with the time since when
    private readonly HashSet<TKey> working = [];
    private readonly HashSet<TKey> urgent = []; // of those wanted
    private readonly Queue<TKey> first = new();
    private readonly Queue<TKey> ready = new();
    private readonly SemaphoreSlim available = new(0); // as many as both queues hold
    private int turns;
    private readonly DelayedKeys<TKey> delayed;
    private readonly RateLimiter<TKey> limiter;
    private readonly TimeProvider clock;
    private readonly OperatorMetrics? metrics;

    public WorkQueue(RateLimiter<TKey> limiter, TimeProvider clock, OperatorMetrics? metrics = null)
    {
        this.limiter = limiter;
        this.clock = clock;
        this.metrics = metrics;
        delayed = new DelayedKeys<TKey>(clock, Add);
        metrics?.ObserveQueue(() => Length);
    }

    /// <summary>Keys a worker could take now.</summary>
    public int Length
    {
        get
        {
            lock (gate) return first.Count + ready.Count;
        }
    }

    /// <summary>Keys that are due later.</summary>
    public int Delayed => delayed.Count;

    /// <summary>How long the key that waits longest has waited for a worker; zero when none does.</summary>
    public TimeSpan LongestWait
    {
        get
        {
            lock (gate)
            {
                long oldest = long.MaxValue;
                foreach ((TKey key, long since) in wanted)
                {
                    if (since < oldest && !working.Contains(key)) oldest = since;
                }

                return oldest == long.MaxValue ? TimeSpan.Zero : clock.GetElapsedTime(oldest);
            }
        }
    }

    public void Add(TKey key) => Add(key, isUrgent: false);

    /// <param name="key">Waits already: it keeps its place.</param>
    /// <param name="isUrgent">Comes before those that are not.</param>
    public void Add(TKey key, bool isUrgent)
    {
        lock (gate)
        {
            if (!wanted.TryAdd(key, clock.GetTimestamp())) return;
            if (isUrgent) urgent.Add(key);
            if (!working.Contains(key)) MakeReady(key);
        }
    }

    /// <summary>Adds the key when <paramref name="delay"/> is over; of several delays the shortest counts.</summary>
    public void AddAfter(TKey key, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero) Add(key);
        else delayed.Add(key, delay);
    }

    /// <summary>Adds a key whose work failed, after its back-off.</summary>
    public void AddRateLimited(TKey key) => AddAfter(key, limiter.Next(key));

    /// <summary>The key's work succeeded, or there is none: its next failure is a first one.</summary>
    public void Forget(TKey key) => limiter.Forget(key);

    /// <summary>The next key; its worker calls <see cref="Done"/> whatever happens.</summary>
    public async ValueTask<TKey> TakeAsync(CancellationToken cancellation)
    {
        await available.WaitAsync(cancellation).ConfigureAwait(false);
        TKey key;
        lock (gate)
        {
            bool ordinary = first.Count == 0 || (ready.Count > 0 && ++turns % OrdinaryTurn == 0);
            key = (ordinary ? ready : first).Dequeue();
            urgent.Remove(key);
            wanted.Remove(key, out long since);
            working.Add(key);
            metrics?.RecordQueueLatency(clock.GetElapsedTime(since));
        }

        return key;
    }

    public void Done(TKey key)
    {
        lock (gate)
        {
            if (working.Remove(key) && wanted.ContainsKey(key)) MakeReady(key);
        }
    }

    public void Dispose()
    {
        delayed.Dispose();
        available.Dispose();
    }

    private void MakeReady(TKey key)
    {
        (urgent.Contains(key) ? first : ready).Enqueue(key);
        available.Release();
    }
}
