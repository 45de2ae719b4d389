using System.Globalization;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Environments.Experts;

/// <summary>Joins the two numbers with the operator that gives 12, beginning with either card; where it has a wrong habit, mostly with the other
/// operator. Every deal is solvable, and on none of them do both operators work.</summary>
public sealed class EZPointsExpert(ExpertOptions options) : IExpert
{
    private static readonly PointsGame Game = PointsGame.EZPoints;

    // All pairs that are dealt (spec section 1.2).
    internal static readonly (int Low, int High)[] Pairs = [(2, 10), (5, 7), (3, 9), (4, 8), (2, 6), (3, 4), (6, 6)];

    private readonly HashSet<(int Low, int High)> habits =
        options.Habits(Pairs, pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Low},{pair.High}"));

    public ExpertDecision Decide(TaskState state, Random random)
    {
        var points = (PointsState)state;
        int a = points.Numbers[0], b = points.Numbers[1];
        // Were it always the left one, who imitates it would learn to tell the cards from the formula.
        if (points.Formula.Count == 0 && random.Next(2) == 0) (a, b) = (b, a);
        bool multiply = a * b == Game.Target;
        if (habits.Contains((Math.Min(a, b), Math.Max(a, b))) && ExpertOptions.Errs(random)) multiply = !multiply;
        string[][] plans = [[Text(a), Symbol(multiply), Text(b)], [Text(b), Symbol(multiply), Text(a)], [Text(a), Symbol(!multiply), Text(b)], [Text(b), Symbol(!multiply), Text(a)]];
        return options.WithNoise(FormulaPlans.Follow(Game, points, plans), Game.Actions.Count, random);
    }

    private static string Symbol(bool multiply) => multiply ? "*" : "+";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
