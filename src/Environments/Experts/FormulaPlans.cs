using RL4VLM.Environments.Formulas;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Environments.Experts;

/// <summary>Goes on with a formula under construction.</summary>
internal static class FormulaPlans
{
    /// <summary>The next token of the first plan that the formula so far is the beginning of (spaces, left by numbers that were not
    /// available, do not matter where they do no harm); "=" when it is complete, or when no plan fits and nothing can be saved.</summary>
    public static ExpertDecision Follow(PointsGame game, PointsState state, IEnumerable<IReadOnlyList<string>> plans)
    {
        List<string> written = [.. state.Formula.Where(token => token != " ")];
        foreach (IReadOnlyList<string> plan in plans)
        {
            if (!Begins(plan, written)) continue;
            string[] rest = [.. plan.Skip(written.Count)];

            // A plan that no longer fits into the game's length, or that a space has cut in two, is no plan.
            if (state.Formula.Count + rest.Length - 1 > game.FormulaLimit || !SameValue(state, plan, rest)) continue;
            return new ExpertDecision(rest.Length > 0 ? game.ActionOf(rest[0]) : game.Evaluate, string.Concat(plan));
        }

        return new ExpertDecision(game.Evaluate);
    }

    private static bool Begins(IReadOnlyList<string> plan, List<string> written)
    {
        if (written.Count > plan.Count) return false;
        for (int i = 0; i < written.Count; i++)
        {
            if (plan[i] != written[i]) return false;
        }

        return true;
    }

    private static bool SameValue(PointsState state, IReadOnlyList<string> plan, string[] rest)
    {
        if (!state.Formula.Contains(" ")) return true;
        return FormulaEvaluator.Evaluate(string.Concat([.. state.Formula, .. rest])) == FormulaEvaluator.Evaluate(string.Concat(plan));
    }
}
