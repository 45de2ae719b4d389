using RL4VLM.Core.Trajectories;
using RL4VLM.Environments;

namespace RL4VLM.Agents.Episodes;

/// <summary>One episode, while it is played and after.</summary>
/// <param name="index">Its number in start order.</param>
/// <param name="seed">The environment's seed.</param>
/// <param name="startsHeldOut">Whether its first state is kept back from training.</param>
public sealed class Episode(int index, ulong seed, bool startsHeldOut)
{
    private readonly List<StepRecord> steps = [];
    private readonly List<TaskState> states = [];

    public int Index { get; } = index;

    public ulong Seed { get; } = seed;

    public bool StartsHeldOut { get; } = startsHeldOut;

    public IReadOnlyList<StepRecord> Steps => steps;

    /// <summary>The state each step was taken in.</summary>
    public IReadOnlyList<TaskState> States => states;

    /// <summary>Undiscounted, unscaled sum of rewards.</summary>
    public double Return { get; private set; }

    /// <summary>The reference's measure: a positive return (spec section 0, point 3).</summary>
    public bool Success => Return > 0;

    public bool Finished { get; private set; }

    /// <summary>Appends a step; on the last one the record gets the episode's success.</summary>
    internal void Add(TaskState state, StepRecord step)
    {
        Return += step.Reward;
        Finished = step.Terminated || step.Truncated;
        states.Add(state);
        steps.Add(Finished ? step with { Success = Success } : step);
    }
}
