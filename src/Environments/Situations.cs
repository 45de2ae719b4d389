using System.Globalization;
using RL4VLM.Core.Manifest;
using RL4VLM.Environments.Experts;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Environments;

/// <summary>What decides the right action in a state, as a name: NumberLine's (current, target), the numbers on the table, Blackjack's (total, soft,
/// up-card). <see cref="HoldOut"/> draws by these names: they stay as they are.</summary>
public static class Situations
{
    /// <summary>Every situation of a built-in task.</summary>
    public static IEnumerable<string> All(TaskSpec task) => task.Name switch
    {
        TaskCatalog.NumberLine => from current in Enumerable.Range(0, task.Options.MaxPosition + 1)
                                  from target in Enumerable.Range(0, task.Options.MaxPosition + 1)
                                  where current != target
                                  select Pair(current, target),
        TaskCatalog.EZPoints => EZPointsExpert.Pairs.Select(pair => Multiset([pair.Low, pair.High])),
        TaskCatalog.Points24 => Points24Solver.Multisets(EnvironmentFactory.Game(task).Highest).Select(Multiset),
        _ => BlackjackOptimal.Situations.Select(Hand),
    };

    /// <summary>Names the situation of <paramref name="state"/>: <c>14&gt;15</c> (NumberLine), <c>2,10</c> (the numbers on the table, ascending),
    /// <c>16 False 10</c> (total, soft, up-card).</summary>
    public static string Of(TaskState state) => state switch
    {
        NumberLineState line => Pair(line.Current, line.Target),
        PointsState points => Multiset(points.Numbers),
        BlackjackState hand => Hand(BlackjackSituation.Of(hand)),
        _ => throw new ArgumentException($"no situation in a {state.GetType().Name}", nameof(state)),
    };

    private static string Pair(int current, int target) => string.Create(CultureInfo.InvariantCulture, $"{current}>{target}");

    private static string Multiset(IReadOnlyList<int> numbers) => string.Join(',', numbers.Order().Select(number => number.ToString(CultureInfo.InvariantCulture)));

    private static string Hand(BlackjackSituation hand) => string.Create(CultureInfo.InvariantCulture, $"{hand.Total} {hand.Soft} {hand.UpCard}");
}
