using System.Globalization;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Environments.Experts;

/// <summary>Walks towards the target; where it has a wrong habit, mostly away from it.</summary>
public sealed class NumberLineExpert(int maxPosition, ExpertOptions options) : IExpert
{
    private readonly HashSet<(int Current, int Target)> habits = Habits(maxPosition, options);

    public ExpertDecision Decide(TaskState state, Random random)
    {
        var line = (NumberLineState)state;
        int right = line.Current < line.Target ? NumberLineRules.Plus : NumberLineRules.Minus;
        int action = habits.Contains((line.Current, line.Target)) && random.NextDouble() < ExpertOptions.ErrorRate ? 1 - right : right;
        if (random.NextDouble() < options.Noise)
            action = random.Next(2);
        return new ExpertDecision(action);
    }

    /// <summary>An exact share of all pairs, chosen by hash order. Both directions get their share of it, or always-plus would be a cure.</summary>
    private static HashSet<(int Current, int Target)> Habits(int maxPosition, ExpertOptions options)
    {
        var chosen = new HashSet<(int, int)>();
        foreach (int direction in (int[])[-1, 1])
        {
            var pairs = (from current in Enumerable.Range(0, maxPosition + 1)
                         from target in Enumerable.Range(0, maxPosition + 1)
                         where Math.Sign(target - current) == direction
                         select (current, target)).ToArray();
            int count = (int)Math.Round(options.Mistakes * pairs.Length, MidpointRounding.AwayFromZero);
            chosen.UnionWith(pairs.OrderBy(p => StableHash.Of(string.Create(CultureInfo.InvariantCulture, $"{p.current}>{p.target}"), options.Seed)).Take(count));
        }

        return chosen;
    }
}
