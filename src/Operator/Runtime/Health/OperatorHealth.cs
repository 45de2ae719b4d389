using System.Collections.Concurrent;

namespace RL4VLM.Operator.Runtime.Health;

/// <summary>What the probes ask. A live process whose loops have stopped is worse than a dead one, which is started again; a cluster
/// that does not answer is no reason to die.</summary>
/// <param name="limit">How long a loop may show no sign of life; longer than an informer's idle time.</param>
public sealed class OperatorHealth(TimeSpan limit)
{
    private readonly ConcurrentQueue<Func<string?>> live = [];
    private readonly ConcurrentQueue<Func<string?>> ready = [];

    /// <summary>What is wrong with the process; empty when it is alive.</summary>
    public IReadOnlyList<string> LivenessProblems => Ask(live);

    /// <summary>What is missing; empty when the process is ready.</summary>
    public IReadOnlyList<string> ReadinessProblems => Ask(ready);

    public OperatorHealth Watch<T>(IInformer<T> informer) where T : class
    {
        live.Enqueue(() => informer.SinceLastTurn is var idle && idle > limit ? $"informer of {informer.Name}: no sign of life for {idle.TotalSeconds:0} s" : null);
        ready.Enqueue(() => informer.HasSynced ? null : $"informer of {informer.Name}: not synced");
        return this;
    }

    /// <summary>While this process leads, no reconcile lasts and no key waits longer than the limit.</summary>
    public OperatorHealth Watch(ReconcileActivity activity, WorkQueue<ObjectKey> queue, Func<bool> isLeader)
    {
        live.Enqueue(() => isLeader() && activity.Longest is var (key, duration) && duration > limit ? $"reconcile of {key}: under way for {duration.TotalSeconds:0} s" : null);
        live.Enqueue(() => isLeader() && queue.LongestWait is var wait && wait > limit ? $"work queue: a key has waited for {wait.TotalSeconds:0} s" : null);
        return this;
    }

    private static List<string> Ask(IEnumerable<Func<string?>> probes) => [.. probes.Select(probe => probe()).OfType<string>()];
}
