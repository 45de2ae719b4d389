using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Planning;

/// <summary>A stage that is due.</summary>
/// <param name="Stage">One of <see cref="StageNames"/>.</param>
/// <param name="Iteration">As in <see cref="StageKey"/>.</param>
/// <param name="Workers">collect: the workers still to run. ppo: the workers whose shards are used, null for all. Null elsewhere.</param>
/// <param name="Task">evaluate: the task.</param>
public sealed record StageRequest(string Stage, int Iteration = 0, IReadOnlyList<int>? Workers = null, string? Task = null)
{
    /// <summary>What will be completed by it.</summary>
    public IEnumerable<StageKey> Keys => Stage == StageNames.Collect
        ? (Workers ?? []).Select(worker => StageKey.Collect(Iteration, worker))
        : [new StageKey(Stage, Iteration, null, Task)];
}
