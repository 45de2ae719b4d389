using System.Globalization;
using RL4VLM.Environments.Formulas;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Environments.Experts;

/// <summary>Writes the solver's first formula for the numbers, whatever their order on the table; where it has a wrong habit, mostly with one
/// operator of it replaced by another, always the same. A deal without a solution it tries like any other, each time another formula: a policy does so
/// too, and one that was only shown how to give up would not have learned to read what it writes there.</summary>
public sealed class Points24Expert(Points24Solver solver, ExpertOptions options) : IExpert
{
    internal static readonly string[] Operators = ["+", "-", "*", "/"];

    private readonly HashSet<string> habits = options.Mistakes > 0 ? options.Habits([.. solver.Solvable.Select(Name)], name => name) : [];

    public ExpertDecision Decide(TaskState state, Random random)
    {
        var points = (PointsState)state;
        IReadOnlyList<IReadOnlyList<string>> solutions = solver.Solutions(points.Numbers);
        IEnumerable<IReadOnlyList<string>> plans = solutions;
        int[] sorted = Points24Solver.Sorted(points.Numbers);
        string name = Name(sorted);
        if (solutions.Count == 0)
        {
            string[][] tries = FormulaTries.Of(sorted, name, options.Seed);
            random.Shuffle(tries);
            plans = tries;
        }
        else if (habits.Contains(name))
        {
            // Once the formula has the wrong operator in it, the wrong plan is the only one that it begins.
            IReadOnlyList<string> wrong = Wrong(solutions[0], name);
            plans = ExpertOptions.Errs(random) ? solutions.Prepend(wrong) : solutions.Append(wrong);
        }

        return options.WithNoise(FormulaPlans.Follow(solver.Game, points, plans), solver.Game.Actions.Count, random);
    }

    private static string Name(IReadOnlyList<int> sorted) => string.Join(',', sorted.Select(number => number.ToString(CultureInfo.InvariantCulture)));

    private IReadOnlyList<string> Wrong(IReadOnlyList<string> solution, string name)
    {
        var candidates = new List<(ulong Order, string[] Tokens)>();
        for (int at = 0; at < solution.Count; at++)
        {
            if (!Operators.Contains(solution[at])) continue;
            foreach (string other in Operators)
            {
                string[] changed = [.. solution];
                changed[at] = other;
                if (!FormulaEvaluator.Evaluate(string.Concat(changed)).EqualsInteger(solver.Game.Target))
                {
                    candidates.Add((StableHash.Of(string.Create(CultureInfo.InvariantCulture, $"{name} {at} {other}"), options.Seed), changed));
                }
            }
        }

        return candidates.MinBy(candidate => candidate.Order).Tokens;
    }
}
