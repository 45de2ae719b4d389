using RL4VLM.Core.Manifest;
using RL4VLM.Environments.Randomness;

namespace RL4VLM.Environments.GymCards;

/// <summary>The rules of NumberLine, spec section 1.1, as functions of the state.</summary>
public static class NumberLineRules
{
    public static IReadOnlyList<string> Actions { get; } = ["-", "+"];

    /// <summary>Steps after which an episode is truncated.</summary>
    public static int TimeLimit(int maxPosition) => 2 * maxPosition;

    /// <summary>The first state of the episode that <paramref name="seed"/> determines. In the paper's version start and target may be equal.</summary>
    public static NumberLineState Reset(ulong seed, int maxPosition, Fidelity fidelity)
    {
        var random = new PythonRandom(seed);
        int start = random.Integer(0, maxPosition), target = random.Integer(0, maxPosition);
        if (fidelity == Fidelity.Corrected && start == target) target = (target + 1) % maxPosition;
        return new NumberLineState(start, target, start, 0);
    }

    /// <summary>One step. The outcome's info has the target from before the shift rule, as the reference reports it.</summary>
    public static (NumberLineState Next, StepOutcome Outcome) Step(NumberLineState state, int action, int maxPosition)
    {
        if (action is not (0 or 1)) throw new ArgumentOutOfRangeException(nameof(action), action, "NumberLine has the actions 0 and 1");
        int current = Math.Clamp(state.Current + (action == 0 ? -1 : 1), 0, maxPosition);
        int before = Math.Abs(state.Current - state.Target), after = Math.Abs(current - state.Target);
        bool terminated = after == 0;
        double reward = terminated ? 1 : after >= before ? -1 : 0;
        int steps = state.StepsMade + 1;
        var outcome = new StepOutcome(reward, terminated, !terminated && steps >= TimeLimit(maxPosition), Info(state.Target, current));

        // A remainder of the paper-era environment: it never fires after a reset that keeps start and target apart.
        int target = state.Start == state.Target ? (state.Target + 1) % maxPosition : state.Target;
        return (new NumberLineState(state.Start, target, current, steps) { ShownTarget = state.Target }, outcome);
    }

    /// <summary>The answer was no action: nothing moves, one step is used.</summary>
    public static (NumberLineState Next, StepOutcome Outcome) StepIllegal(NumberLineState state, int maxPosition)
    {
        int steps = state.StepsMade + 1;
        return (state with { StepsMade = steps }, new StepOutcome(-1, false, steps >= TimeLimit(maxPosition), Info(state.Target, state.Current)));
    }

    private static IReadOnlyDictionary<string, string> Info(int target, int current) =>
        new Dictionary<string, string>(2) { ["Target"] = InfoText.Number(target), ["Current"] = InfoText.Number(current) };
}
