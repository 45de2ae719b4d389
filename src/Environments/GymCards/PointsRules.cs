using RL4VLM.Environments.Formulas;

namespace RL4VLM.Environments.GymCards;

/// <summary>The rules of EZPoints and Points24, spec sections 1.2 and 1.3, as functions of the state.</summary>
public static class PointsRules
{
    private const double Win = 10;
    private const double Penalty = -1;
    private const string Space = " ";

    /// <summary>One step with an action of <paramref name="game"/>.</summary>
    public static (PointsState Next, StepOutcome Outcome) Step(PointsGame game, PointsState state, int action)
    {
        if ((uint)action >= (uint)game.Actions.Count) throw new ArgumentOutOfRangeException(nameof(action), action, $"{game.Name} has the actions 0 to {game.Actions.Count - 1}");
        if (state.PreviousFormula is not null) state = state with { PreviousFormula = null };
        if (state.Formula.Count > game.FormulaLimit) return (state, Outcome(state, Penalty, truncated: true));
        if (action == game.Evaluate) return (state, Outcome(state, Solved(game, state) ? Win : Penalty, terminated: true));

        string token = game.Actions[action];
        bool number = action < game.Highest;
        bool available = !number || Available(state, action + 1);
        PointsState next = state with
        {
            Formula = [.. state.Formula, available ? token : Space],
            Used = number && available ? [.. state.Used, action + 1] : state.Used,
        };
        return (next, Outcome(next, available ? 0 : Penalty));
    }

    /// <summary>What the reference reports beside the reward.</summary>
    public static IReadOnlyDictionary<string, string> Info(PointsState state) => new Dictionary<string, string>(3)
    {
        ["Cards"] = InfoText.Strings(state.Cards),
        ["Numbers"] = InfoText.Numbers(state.Numbers),
        ["Formula"] = InfoText.Formula(state.Formula),
    };

    internal static StepOutcome Outcome(PointsState state, double reward, bool terminated = false, bool truncated = false) =>
        new(reward, terminated, truncated, Info(state));

    /// <summary>Whether <paramref name="number"/> may still be appended: used less often than dealt.</summary>
    public static bool Available(PointsState state, int number) => Count(state.Numbers, number) > Count(state.Used, number);

    private static bool Solved(PointsGame game, PointsState state) =>
        state.Used.Count == game.Cards && FormulaEvaluator.Evaluate(string.Concat(state.Formula)).EqualsInteger(game.Target);

    private static int Count(IReadOnlyList<int> numbers, int number)
    {
        int count = 0;
        for (int i = 0; i < numbers.Count; i++)
        {
            if (numbers[i] == number) count++;
        }

        return count;
    }
}
