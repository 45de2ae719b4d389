using RL4VLM.Core.Trajectories;

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
    public static EpisodeStatistics Of(IReadOnlyCollection<Episode> episodes)
    {
        int steps = 0, illegal = 0, cut = 0, stating = 0, right = 0, successes = 0;
        long tokens = 0;
        double total = 0;
        foreach (Episode episode in episodes)
        {
            total += episode.Return;
            successes += episode.Success ? 1 : 0;
            foreach (StepRecord step in episode.Steps)
            {
                steps++;
                tokens += step.OutputIds.Length;
                illegal += step.Legal ? 0 : 1;
                cut += step.FinishReason == FinishReason.Length ? 1 : 0;
                stating += step.ThoughtsTrue is null ? 0 : 1;
                right += step.ThoughtsTrue == true ? 1 : 0;
            }
        }

        double played = Math.Max(1, episodes.Count), made = Math.Max(1, steps);
        return new EpisodeStatistics
        {
            Episodes = episodes.Count,
            Successes = successes,
            Steps = steps,
            Tokens = tokens,
            SuccessRate = successes / played,
            Return = total / played,
            Reward = total / made,
            EpisodeLength = steps / played,
            IllegalRate = illegal / made,
            OutputLength = tokens / made,
            TruncationRate = cut / made,
            ThoughtAccuracy = stating == 0 ? null : right / (double)stating,
        };
    }
}
