using RL4VLM.Core.Imaging;
using RL4VLM.Environments.Rendering;

namespace RL4VLM.Environments.GymCards;

/// <summary>What the four card tasks share: the state between calls and its picture.</summary>
/// <param name="painter">Draws the states.</param>
/// <param name="jitter">0 to 1, <c>options.jitter</c>.</param>
public abstract class GymCardEnvironment<TState>(IPainter painter, double jitter) : IEnvironment
    where TState : TaskState
{
    private TState? state;
    private ulong seed;
    private RgbImage? picture;

    public abstract string Task { get; }

    public abstract string Version { get; }

    public abstract IReadOnlyList<string> Actions { get; }

    public abstract int? TimeLimit { get; }

    public TaskState State => Current;

    /// <summary>The state in its own type.</summary>
    /// <exception cref="InvalidOperationException">Before the first reset.</exception>
    public TState Current => state ?? throw new InvalidOperationException($"{Task}: reset comes before everything else");

    /// <summary>Steps of this episode, illegal ones included.</summary>
    protected int Steps { get; private set; }

    public void Reset(ulong seed)
    {
        this.seed = seed;
        Steps = 0;
        picture = null;
        state = Begin(seed);
    }

    public StepOutcome Step(int action) => Take(Play(Current, action));

    public StepOutcome StepIllegal() => Take(Refuse(Current));

    public RgbImage Render() => picture ??= Pictures.Render(painter, Current, jitter, seed, Steps);

    protected abstract TState Begin(ulong seed);

    protected abstract (TState Next, StepOutcome Outcome) Play(TState state, int action);

    /// <summary>The state after an answer that is no action; <see cref="Steps"/> does not count it yet.</summary>
    protected abstract (TState Next, StepOutcome Outcome) Refuse(TState state);

    private StepOutcome Take((TState Next, StepOutcome Outcome) step)
    {
        Steps++;
        picture = null;
        state = step.Next;
        return step.Outcome;
    }
}
