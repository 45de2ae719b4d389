using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;

namespace RL4VLM.EndToEnd.Clusters.Fake;

/// <summary>The artifacts of scripted stages: what is committed, and everything that must not have happened. Thread-safe.</summary>
internal sealed class StageStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Run, string Artifact), StageSummary> commits = [];
    private readonly Dictionary<(string Run, StageKey Key), int> works = [];
    private readonly HashSet<(string Run, StageKey Key)> working = [];
    private readonly Dictionary<string, RunManifest> manifests = [];
    private readonly HashSet<(string Run, string Stage, int Iteration)> holds = [];
    private readonly List<string> violations = [];

    /// <summary>Whether storage answers.</summary>
    public bool Available
    {
        get
        {
            lock (gate) return field;
        }
        set
        {
            lock (gate) field = value;
        }
    } = true;

    /// <summary>A hold was released.</summary>
    public event Action? Released;

    public IReadOnlyList<string> Violations
    {
        get
        {
            lock (gate) return [.. violations];
        }
    }

    /// <summary>How often each stage was worked at to the end, by run (<c>namespace/name</c>).</summary>
    public IReadOnlyDictionary<(string Run, StageKey Key), int> Works
    {
        get
        {
            lock (gate) return works.ToDictionary();
        }
    }

    public IDisposable Hold(string run, string stage, int iteration)
    {
        lock (gate) holds.Add((run, stage, iteration));
        return new Release(this, (run, stage, iteration));
    }

    public bool IsHeld(string run, StageKey key)
    {
        lock (gate) return holds.Contains((run, key.Stage, key.Iteration));
    }

    public void Violate(string what)
    {
        lock (gate) violations.Add(what);
    }

    /// <summary>The first manifest settles what the run is.</summary>
    /// <returns>The fields in which this one differs.</returns>
    public IReadOnlyList<string> Settle(string run, RunManifest manifest)
    {
        lock (gate)
        {
            if (manifests.TryAdd(run, manifest)) return [];
            return [.. ManifestDifferences.FixedFields(manifests[run], manifest).Select(difference => difference.Path)];
        }
    }

    /// <summary>A stage begins.</summary>
    /// <returns>The summary of its commit; null when there is work to do.</returns>
    public StageSummary? Begin(string run, StageKey key, IEnumerable<string> inputs)
    {
        lock (gate)
        {
            if (commits.TryGetValue((run, key.Output.Path), out StageSummary? done)) return done;
            foreach (string input in inputs.Where(input => !commits.ContainsKey((run, input)))) violations.Add($"{run}: {key} began before {input} was committed");
            if (!working.Add((run, key))) violations.Add($"{run}: {key} is done by two pods at once");
            return null;
        }
    }

    /// <summary>A stage that has begun its work ended without a commit.</summary>
    public void Abandon(string run, StageKey key)
    {
        lock (gate) working.Remove((run, key));
    }

    public void Commit(string run, StageKey key, StageSummary summary)
    {
        lock (gate)
        {
            working.Remove((run, key));
            works[(run, key)] = works.GetValueOrDefault((run, key)) + 1;
            if (!commits.TryAdd((run, key.Output.Path), summary)) violations.Add($"{run}: {key} was committed twice");
        }
    }

    private void Free((string, string, int) hold)
    {
        lock (gate) holds.Remove(hold);
        Released?.Invoke();
    }

    private sealed class Release(StageStore store, (string, string, int) hold) : IDisposable
    {
        public void Dispose() => store.Free(hold);
    }
}
