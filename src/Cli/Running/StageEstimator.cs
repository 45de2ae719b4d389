using RL4VLM.Core.Planning;

namespace RL4VLM.Cli.Running;

/// <summary>Guesses what is left from what similar stages took in this process.</summary>
public sealed class StageEstimator
{
    private readonly Dictionary<string, (int Count, TimeSpan Total)> taken = [];

    public void Took(StageKey key, TimeSpan time)
    {
        (int count, TimeSpan total) = taken.GetValueOrDefault(key.Stage);
        taken[key.Stage] = (count + 1, total + time);
    }

    /// <summary>Null until one of each kind of stage left has been seen.</summary>
    public TimeSpan? Remaining(IEnumerable<StageKey> left)
    {
        TimeSpan sum = TimeSpan.Zero;
        foreach (StageKey key in left)
        {
            if (!taken.TryGetValue(key.Stage, out (int Count, TimeSpan Total) seen)) return null;
            sum += seen.Total / seen.Count;
        }

        return sum;
    }
}
