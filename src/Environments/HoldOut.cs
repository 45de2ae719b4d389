using System.Globalization;
using RL4VLM.Core.Manifest;
using RL4VLM.Environments.Experts;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Environments;

/// <summary>Which states are kept back from training (options.holdOut): an exact share of a task's situations, chosen by hash, the same in
/// every run. A situation is what decides the right action: NumberLine's (current, target), the numbers on the table, Blackjack's (total,
/// soft, up-card).</summary>
public sealed class HoldOut
{
    private const ulong Salt = 0x401d;

    private readonly HashSet<string> keptBack;

    private HoldOut(HashSet<string> keptBack) => this.keptBack = keptBack;

    /// <summary>Whether anything is kept back at all.</summary>
    public bool IsActive => keptBack.Count > 0;

    /// <summary>Of a task's options; a share of 0 keeps nothing back, any other at least one situation and never all.</summary>
    public static HoldOut For(TaskSpec task)
    {
        EnvironmentFactory.Check(task);
        if (task.Options.HoldOut == 0) return new HoldOut([]);
        string[] situations = [.. Situations(task)];
        int count = Math.Clamp((int)Math.Round(task.Options.HoldOut * situations.Length, MidpointRounding.AwayFromZero), 1, Math.Max(1, situations.Length - 1));
        return new HoldOut([.. situations.OrderBy(situation => StableHash.Of(situation, Salt)).Take(count)]);
    }

    /// <summary>Whether the situation of <paramref name="state"/> is kept back.</summary>
    public bool IsHeldOut(TaskState state) => keptBack.Count > 0 && keptBack.Contains(Situation(state));

    private static IEnumerable<string> Situations(TaskSpec task) => task.Name switch
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
    public static string Situation(TaskState state) => state switch
    {
        NumberLineState line => Pair(line.Current, line.Target),
        PointsState points => Multiset(points.Numbers),
        BlackjackState hand => Hand(BlackjackSituation.Of(hand)),
        _ => throw new ArgumentException($"no hold-out for a {state.GetType().Name}", nameof(state)),
    };

    private static string Pair(int current, int target) => string.Create(CultureInfo.InvariantCulture, $"{current}>{target}");

    private static string Multiset(IReadOnlyList<int> numbers) => string.Join(',', numbers.Order().Select(number => number.ToString(CultureInfo.InvariantCulture)));

    private static string Hand(BlackjackSituation hand) => string.Create(CultureInfo.InvariantCulture, $"{hand.Total} {hand.Soft} {hand.UpCard}");
}
