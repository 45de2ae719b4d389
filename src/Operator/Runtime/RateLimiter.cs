namespace RL4VLM.Operator.Runtime;

/// <summary>When a key that failed may come again: its own exponential delay, or later when the failures of all keys together
/// exceed the bucket. Thread-safe.</summary>
public sealed class RateLimiter<TKey>(Backoff backoff, TokenBucket bucket, Random random) where TKey : notnull
{
    private readonly Lock gate = new();
    private readonly Dictionary<TKey, int> failures = [];

    /// <summary>The operator's defaults: 5 ms to 5 minutes for a key, 100 a second for all, 1,000 at once.</summary>
    public static RateLimiter<TKey> Create(TimeProvider clock, Random random) =>
        new(Backoff.Reconcile, new TokenBucket(100, 1000, clock), random);

    /// <summary>Keys with failures that were not forgotten.</summary>
    public int Count
    {
        get
        {
            lock (gate) return failures.Count;
        }
    }

    /// <summary>Counts a failure.</summary>
    public TimeSpan Next(TKey key)
    {
        TimeSpan own;
        lock (gate)
        {
            int count = failures[key] = failures.GetValueOrDefault(key) + 1;
            own = backoff.Delay(count, random.NextDouble());
        }

        TimeSpan overall = bucket.Reserve();
        return own > overall ? own : overall;
    }

    /// <summary>The key succeeded or is gone. A key that is never forgotten is never freed.</summary>
    public void Forget(TKey key)
    {
        lock (gate) failures.Remove(key);
    }
}
