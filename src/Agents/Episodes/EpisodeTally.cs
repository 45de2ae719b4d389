using RL4VLM.Core.Trajectories;

namespace RL4VLM.Agents.Episodes;

/// <summary>Sums up episodes one by one, so that nobody has to keep them.</summary>
public sealed class EpisodeTally
{
    private int episodes, steps, illegal, cut, stating, right, successes;
    private long tokens;
    private double total;

    public EpisodeStatistics Statistics
    {
        get
        {
            double played = Math.Max(1, episodes), made = Math.Max(1, steps);
            return new EpisodeStatistics
            {
                Episodes = episodes,
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

    /// <summary>A finished episode.</summary>
    public void Add(Episode episode)
    {
        episodes++;
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
}
