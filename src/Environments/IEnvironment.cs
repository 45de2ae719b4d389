using RL4VLM.Core.Imaging;

namespace RL4VLM.Environments;

/// <summary>One seeded episode at a time of one task. Not thread-safe; cheap to create.</summary>
public interface IEnvironment
{
    /// <summary>Task name as in the manifest, for example <c>numberline</c>.</summary>
    string Task { get; }

    /// <summary>Changes whenever the same seed and actions would give other pictures, rewards or states.</summary>
    string Version { get; }

    /// <summary>Text of every action, index = action.</summary>
    IReadOnlyList<string> Actions { get; }

    /// <summary>Steps after which an episode is truncated, or null when the rules end every episode (the episode loop then keeps a limit of 30).</summary>
    int? TimeLimit { get; }

    /// <summary>The full state; a new object after every <see cref="Reset"/> and <see cref="Step"/>.</summary>
    TaskState State { get; }

    /// <summary>Starts the episode that <paramref name="seed"/> determines.</summary>
    void Reset(ulong seed);

    /// <summary>Executes a legal action.</summary>
    StepOutcome Step(int action);

    /// <summary>The answer was no legal action (corrected rules): state unchanged, reward -1, one step of the time limit used.</summary>
    StepOutcome StepIllegal();

    /// <summary>What the agent sees now, 300×300 RGB for the card tasks.</summary>
    RgbImage Render();
}

/// <summary>What one step gave.</summary>
/// <param name="Reward">Task reward, unscaled.</param>
/// <param name="Terminated">A terminal state was reached.</param>
/// <param name="Truncated">A limit ended the episode.</param>
/// <param name="Info">What the reference's info dictionary reports, as text.</param>
public readonly record struct StepOutcome(double Reward, bool Terminated, bool Truncated, IReadOnlyDictionary<string, string> Info)
{
    public bool Done => Terminated || Truncated;
}

/// <summary>A task's state; each task has its own record below.</summary>
public abstract record TaskState
{
    /// <summary>Names the picture's content: equal keys, equal pictures (at jitter 0).</summary>
    public abstract string Key { get; }

    /// <summary>The state in words, for people.</summary>
    protected abstract string Describe();

    public sealed override string ToString() => Describe();
}

/// <summary>A scripted player.</summary>
public interface IExpert
{
    /// <summary>Decides in <paramref name="state"/>; <paramref name="random"/> is the demonstration's own seeded generator.</summary>
    ExpertDecision Decide(TaskState state, Random random);
}

/// <summary>An expert's choice.</summary>
/// <param name="Action">Index into <see cref="IEnvironment.Actions"/>.</param>
/// <param name="Plan">What it is aiming for, for the thoughts (the full formula in EZPoints and Points24); null when there is none.</param>
public sealed record ExpertDecision(int Action, string? Plan = null);
