using System.Globalization;

namespace RL4VLM.Environments.GymCards;

/// <summary>NumberLine's rules, pure (spec section 1.1).</summary>
/// <param name="MaxPosition">Positions run from 0 to this.</param>
public sealed record NumberLineRules(int MaxPosition)
{
    public const int Minus = 0;

    public const int Plus = 1;

    /// <summary>The step at which an episode is truncated: twice the length of the line.</summary>
    public int TimeLimit => 2 * MaxPosition;

    /// <summary>One move. The info is that of before the paper-era shift of the target, as the reference returns it.</summary>
    public (NumberLineState Next, StepOutcome Outcome) Step(NumberLineState state, int action)
    {
        int moved = action switch
        {
            Minus => Math.Max(0, state.Current - 1),
            Plus => Math.Min(MaxPosition, state.Current + 1),
            _ => throw new ArgumentOutOfRangeException(nameof(action), action, "NumberLine has the actions 0 (-) and 1 (+)"),
        };
        int before = Math.Abs(state.Current - state.Target), after = Math.Abs(moved - state.Target);
        bool reached = after == 0;
        return End(state with { Current = moved }, reached ? 1 : after >= before ? -1 : 0, reached);
    }

    /// <summary>An answer that was no action: nothing moves, one step of the limit is used.</summary>
    public (NumberLineState Next, StepOutcome Outcome) StepIllegal(NumberLineState state) => End(state, -1, reached: false);

    private (NumberLineState Next, StepOutcome Outcome) End(NumberLineState state, double reward, bool reached)
    {
        var next = state with { StepsMade = state.StepsMade + 1 };
        var outcome = new StepOutcome(reward, reached, !reached && next.StepsMade >= TimeLimit, Info(next));
        // Paper-era rule; with the corrected reset start and target never are equal.
        if (next.Start == next.Target)
            next = next with { Target = (next.Target + 1) % MaxPosition };
        return (next, outcome);
    }

    /// <summary>What the reference's info says.</summary>
    public static IReadOnlyDictionary<string, string> Info(NumberLineState state) => new Dictionary<string, string>
    {
        ["Target"] = state.Target.ToString(CultureInfo.InvariantCulture),
        ["Current"] = state.Current.ToString(CultureInfo.InvariantCulture),
    };
}
