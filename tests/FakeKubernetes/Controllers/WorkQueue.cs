namespace RL4VLM.FakeKubernetes.Controllers;

/// <summary>Does one piece of work, named by a key.</summary>
internal interface IWorker
{
    void Process(string key);
}

internal readonly record struct Work(IWorker Worker, string Key);

/// <summary>Pending work without duplicates, and timers on the cluster's clock, the monotonic one. Thread-safe.</summary>
/// <param name="clock">Time of the cluster.</param>
/// <param name="random">null: first in, first out; otherwise any pending work may come next.</param>
internal sealed class WorkQueue(TimeProvider clock, Random? random)
{
    private readonly Lock gate = new();
    private readonly Queue<Work> inOrder = [];
    private readonly List<Work> anyOrder = [];
    private readonly HashSet<Work> pending = [];
    private readonly PriorityQueue<(Work Work, TimeSpan Due), (TimeSpan Due, long Sequence)> timers = new();
    private readonly Dictionary<Work, HashSet<TimeSpan>> due = [];
    private readonly long start = clock.GetTimestamp();
    private long sequence;

    /// <summary>After every addition, on the adder's thread.</summary>
    public event Action? Added;

    public void Add(IWorker worker, string key)
    {
        lock (gate) Push(new Work(worker, key));
        Added?.Invoke();
    }

    public void AddAfter(IWorker worker, string key, TimeSpan delay)
    {
        var work = new Work(worker, key);
        TimeSpan time = Now + delay;
        lock (gate)
        {
            if (!due.TryGetValue(work, out var times)) due[work] = times = [];
            if (!times.Add(time)) return;
            timers.Enqueue((work, time), (time, sequence++));
        }

        Added?.Invoke();
    }

    /// <summary>Drops the timers of this work.</summary>
    public void Cancel(IWorker worker, string key)
    {
        lock (gate) due.Remove(new Work(worker, key));
    }

    /// <summary>Runs once on the manager's thread, at once when <paramref name="delay"/> is zero.</summary>
    public IDisposable Schedule(TimeSpan delay, Action action)
    {
        var worker = new Once(action);
        if (delay <= TimeSpan.Zero) Add(worker, "");
        else AddAfter(worker, "", delay);
        return worker;
    }

    public bool TryTake(out Work work)
    {
        lock (gate)
        {
            MoveDueTimers();
            if (random is null)
            {
                if (!inOrder.TryDequeue(out work)) return false;
            }
            else
            {
                if (anyOrder.Count == 0)
                {
                    work = default;
                    return false;
                }

                int index = random.Next(anyOrder.Count);
                work = anyOrder[index];
                anyOrder[index] = anyOrder[^1];
                anyOrder.RemoveAt(anyOrder.Count - 1);
            }

            pending.Remove(work);
            return true;
        }
    }

    /// <summary>Zero when work is pending; null when there is nothing to wait for.</summary>
    public TimeSpan? NextTimer()
    {
        lock (gate)
        {
            if (pending.Count > 0) return TimeSpan.Zero;
            while (timers.TryPeek(out var entry, out _) && IsStale(entry)) timers.Dequeue();
            if (!timers.TryPeek(out var next, out _)) return null;
            TimeSpan left = next.Due - Now;
            return left < TimeSpan.Zero ? TimeSpan.Zero : left;
        }
    }

    private TimeSpan Now => clock.GetElapsedTime(start);

    private void MoveDueTimers()
    {
        TimeSpan now = Now;
        while (timers.TryPeek(out var entry, out _) && entry.Due <= now)
        {
            timers.Dequeue();
            if (IsStale(entry)) continue;
            if (due[entry.Work].Remove(entry.Due) && due[entry.Work].Count == 0) due.Remove(entry.Work);
            Push(entry.Work);
        }
    }

    private bool IsStale((Work Work, TimeSpan Due) entry) =>
        !due.TryGetValue(entry.Work, out var times) || !times.Contains(entry.Due) || entry.Work.Worker is Once { Cancelled: true };

    private void Push(Work work)
    {
        if (!pending.Add(work)) return;
        if (random is null) inOrder.Enqueue(work);
        else anyOrder.Add(work);
    }

    private sealed class Once(Action action) : IWorker, IDisposable
    {
        public bool Cancelled { get; private set; }

        public void Dispose() => Cancelled = true;

        public void Process(string key)
        {
            if (!Cancelled) action();
        }
    }
}
