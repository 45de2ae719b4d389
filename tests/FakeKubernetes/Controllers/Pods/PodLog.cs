namespace RL4VLM.FakeKubernetes.Controllers.Pods;

/// <summary>Every pod that ever started a container, in the order of their starts. Thread-safe.</summary>
public sealed class PodLog
{
    private readonly Lock gate = new();
    private readonly List<PodRecord> records = [];
    private readonly Dictionary<string, int> positions = [];
    private readonly Dictionary<(string, string?, int?), int> attempts = [];
    private long order;

    public event Action<PodRecord>? Started;

    public event Action<PodRecord>? Finished;

    public IReadOnlyList<PodRecord> All
    {
        get
        {
            lock (gate) return [.. records];
        }
    }

    public IReadOnlyList<PodRecord> Running
    {
        get
        {
            lock (gate) return [.. records.Where(record => record.Ended is null)];
        }
    }

    /// <summary>Pairs that ran at the same time though they have the same key, for example <c>record =&gt; (record.Job, record.Index)</c>.</summary>
    public IReadOnlyList<(PodRecord First, PodRecord Second)> Overlaps<TKey>(Func<PodRecord, TKey> key)
    {
        var result = new List<(PodRecord, PodRecord)>();
        foreach (IGrouping<TKey, PodRecord> group in All.GroupBy(key))
        {
            PodRecord[] same = [.. group];
            for (int i = 0; i < same.Length; i++)
            {
                for (int j = i + 1; j < same.Length; j++)
                {
                    if (same[i].Overlaps(same[j])) result.Add((same[i], same[j]));
                }
            }
        }

        return result;
    }

    /// <summary>How many pods of this Job's name and index were started before.</summary>
    internal int Attempts(string @namespace, string? job, int? index)
    {
        lock (gate) return attempts.GetValueOrDefault((@namespace, job, index));
    }

    internal void Start(Func<long, PodRecord> record)
    {
        PodRecord started;
        lock (gate)
        {
            started = record(order++);
            positions[started.Uid] = records.Count;
            records.Add(started);
            var key = (started.Namespace, started.Job, started.Index);
            attempts[key] = attempts.GetValueOrDefault(key) + 1;
        }

        Started?.Invoke(started);
    }

    internal void End(string uid, DateTimeOffset time, string outcome, int? exitCode)
    {
        PodRecord ended;
        lock (gate)
        {
            if (!positions.Remove(uid, out int position)) return;
            ended = records[position] = records[position] with { Ended = time, EndOrder = order++, Outcome = outcome, ExitCode = exitCode };
        }

        Finished?.Invoke(ended);
    }
}
