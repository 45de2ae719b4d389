using RL4VLM.Core.Imaging;
using RL4VLM.Core.Manifest;
using RL4VLM.Environments.Randomness;
using RL4VLM.Environments.Rendering;

namespace RL4VLM.Environments.GymCards;

/// <summary>Move along a line to the target number (spec section 1.1).</summary>
public sealed class NumberLine(TaskOptions options, Fidelity fidelity) : IEnvironment
{
    public const string Name = "numberline";

    private readonly NumberLineRules rules = new(options.MaxPosition);
    private readonly Jitter jitter = new(options.Jitter);
    private NumberLineState state = new(0, 1, 0, 0);
    private ulong seed;

    public string Task => Name;

    public string Version => "1";

    public IReadOnlyList<string> Actions { get; } = ["-", "+"];

    public int? TimeLimit => rules.TimeLimit;

    public TaskState State => state;

    public void Reset(ulong seed)
    {
        this.seed = seed;
        var random = new PythonRandom(seed);
        int start = random.NextInteger(0, rules.MaxPosition), target = random.NextInteger(0, rules.MaxPosition);
        // The remainder is by N, not N + 1: the reference's own rule, which makes the last position the rarest target.
        if (start == target && fidelity == Fidelity.Corrected)
            target = (target + 1) % rules.MaxPosition;
        state = new NumberLineState(start, target, start, 0);
    }

    public StepOutcome Step(int action)
    {
        (state, var outcome) = rules.Step(state, action);
        return outcome;
    }

    public StepOutcome StepIllegal()
    {
        (state, var outcome) = rules.StepIllegal(state);
        return outcome;
    }

    public RgbImage Render() => NumberLineRenderer.Render(state, jitter.For(seed, state.StepsMade));
}
