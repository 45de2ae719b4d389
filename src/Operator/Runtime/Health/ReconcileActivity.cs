using System.Collections.Concurrent;

namespace RL4VLM.Operator.Runtime.Health;

/// <summary>Which reconciles are under way and since when, so that one that hangs is noticed.</summary>
public sealed class ReconcileActivity(TimeProvider clock)
{
    private readonly ConcurrentDictionary<ObjectKey, long> active = [];

    /// <summary>A reconcile of <paramref name="key"/> lasts until the result is disposed.</summary>
    public IDisposable Begin(ObjectKey key)
    {
        active[key] = clock.GetTimestamp();
        return new Ending(this, key);
    }

    /// <summary>The reconcile that has lasted longest; null when none is under way.</summary>
    public (ObjectKey Key, TimeSpan Duration)? Longest
    {
        get
        {
            (ObjectKey Key, TimeSpan Duration)? longest = null;
            foreach ((ObjectKey key, long since) in active)
            {
                TimeSpan duration = clock.GetElapsedTime(since);
                if (longest is null || duration > longest.Value.Duration) longest = (key, duration);
            }

            return longest;
        }
    }

    private sealed class Ending(ReconcileActivity owner, ObjectKey key) : IDisposable
    {
        public void Dispose() => owner.active.TryRemove(key, out _);
    }
}
