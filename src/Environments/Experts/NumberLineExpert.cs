using System.Globalization;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Environments.Experts;

/// <summary>Walks towards the target; where it has a wrong habit, mostly away from it.</summary>
/// <param name="maxPosition">options.maxPosition.</param>
/// <param name="options">Noise and habits.</param>
public sealed class NumberLineExpert(int maxPosition, ExpertOptions options) : IExpert
{
    private readonly HashSet<(int Current, int Target)> habits = Habits(maxPosition, options);

    /// <summary>The (current, target) pairs in which this expert has a wrong habit.</summary>
    public IReadOnlyCollection<(int Current, int Target)> HabitPairs => habits;

    public ExpertDecision Decide(TaskState state, Random random)
    {
        var line = (NumberLineState)state;
        int right = Right(line);
        bool wrong = habits.Contains((line.Current, line.Target)) && ExpertOptions.Errs(random);
        return options.WithNoise(new ExpertDecision(wrong ? 1 - right : right), 2, random);
    }

    // On the target itself (paper's reset only) a wall keeps the agent there: "-" at 0, "+" at the end.
    private int Right(NumberLineState line)
    {
        if (line.Current == line.Target) return line.Current == maxPosition ? 1 : 0;
        return line.Current < line.Target ? 1 : 0;
    }

    // An exact share of the pairs of each direction: were only "+" unlearned, always "+" would be a cure.
    private static HashSet<(int Current, int Target)> Habits(int maxPosition, ExpertOptions options)
    {
        HashSet<(int, int)> chosen = [];
        foreach (int direction in (int[])[-1, 1])
        {
            chosen.UnionWith(options.Habits(
                [.. from current in Enumerable.Range(0, maxPosition + 1)
                    from target in Enumerable.Range(0, maxPosition + 1)
                    where Math.Sign(target - current) == direction
                    select (current, target)],
                pair => string.Create(CultureInfo.InvariantCulture, $"{pair.current}>{pair.target}")));
        }

        return chosen;
    }
}
