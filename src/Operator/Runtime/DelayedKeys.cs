namespace RL4VLM.Operator.Runtime;

/// <summary>Keys that are due later, one time each (the earliest asked for), on one timer. Thread-safe.</summary>
internal sealed class DelayedKeys<TKey> : IDisposable where TKey : notnull
{
    // What a timer takes; a later due time just wakes it once in between.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(3650);

    private readonly Lock gate = new();
    private readonly Dictionary<TKey, long> due = [];
    private readonly PriorityQueue<TKey, long> order = new();
    private readonly TimeProvider clock;
    private readonly Action<TKey> ready;
    private readonly ITimer timer;
    private readonly long start;

    /// <param name="clock">Gives the timer.</param>
    /// <param name="ready">Called once for every key that is due, outside any lock.</param>
    public DelayedKeys(TimeProvider clock, Action<TKey> ready)
    {
        this.clock = clock;
        this.ready = ready;
        start = clock.GetTimestamp();
        timer = clock.CreateTimer(_ => Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Count
    {
        get
        {
            lock (gate) return due.Count;
        }
    }

    /// <summary>Entries in memory, those that were overtaken included.</summary>
    internal int Held
    {
        get
        {
            lock (gate) return order.Count;
        }
    }

    public void Add(TKey key, TimeSpan delay)
    {
        lock (gate)
        {
            long at = Now + Math.Min(delay.Ticks, LongestDelay.Ticks);
            if (due.TryGetValue(key, out long before) && before <= at) return;
            due[key] = at;
            order.Enqueue(key, at);
            // Entries that an earlier time has overtaken stay in the heap until their turn; many of them are swept at once.
            if (order.Count > (2 * due.Count) + 64) Rebuild();
            Arm();
        }
    }

    public void Dispose() => timer.Dispose();

    private long Now => clock.GetElapsedTime(start).Ticks;

    private void Fire()
    {
        var keys = new List<TKey>();
        lock (gate)
        {
            long now = Now;
            while (order.TryPeek(out TKey? key, out long at) && at <= now)
            {
                order.Dequeue();
                if (due.TryGetValue(key, out long current) && current == at)
                {
                    due.Remove(key);
                    keys.Add(key);
                }
            }

            Arm();
        }

        foreach (TKey key in keys) ready(key);
    }

    private void Arm()
    {
        if (!order.TryPeek(out _, out long at)) return;
        // Timers have milliseconds: rounding down would fire early and find nothing due.
        var wait = TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling((at - Now) / (double)TimeSpan.TicksPerMillisecond)));
        timer.Change(wait < LongestTimer ? wait : LongestTimer, Timeout.InfiniteTimeSpan);
    }

    private void Rebuild()
    {
        order.Clear();
        foreach ((TKey key, long at) in due) order.Enqueue(key, at);
    }
}
