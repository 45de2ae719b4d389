namespace RL4VLM.Agents.Episodes;

/// <summary>What a set of finished episodes amounts to. Rates and shares are 0 to 1.</summary>
public sealed record EpisodeStatistics
{
    public int Episodes { get; init; }

    public int Successes { get; init; }

    public int Steps { get; init; }

    public long Tokens { get; init; }

    public double SuccessRate { get; init; }

    /// <summary>Mean undiscounted, unscaled return of an episode.</summary>
    public double Return { get; init; }

    /// <summary>Mean reward of a step.</summary>
    public double Reward { get; init; }

    public double EpisodeLength { get; init; }

    /// <summary>Steps whose answer was no legal action.</summary>
    public double IllegalRate { get; init; }

    /// <summary>Mean tokens of an answer, end-of-sequence included.</summary>
    public double OutputLength { get; init; }

    /// <summary>Answers cut off at maxNewTokens.</summary>
    public double TruncationRate { get; init; }

    /// <summary>Steps whose stated slots all equal the state; null when none states any (no chain of thought).</summary>
    public double? ThoughtAccuracy { get; init; }

    /// <summary>Everything 0 when there are no episodes.</summary>
    public static EpisodeStatistics Of(IEnumerable<Episode> episodes)
    {
        var tally = new EpisodeTally();
        foreach (Episode episode in episodes)
        {
            tally.Add(episode);
        }

        return tally.Statistics;
    }
}
