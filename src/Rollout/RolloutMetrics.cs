using RL4VLM.Agents.Episodes;
using RL4VLM.Core.Stages;

namespace RL4VLM.Rollout;

/// <summary>What a collect or demonstrate summary says (docs/metrics.md).</summary>
internal static class RolloutMetrics
{
    public static Dictionary<string, double> Of(EpisodeStatistics statistics)
    {
        var metrics = new Dictionary<string, double>
        {
            [MetricNames.Sample.Success] = statistics.SuccessRate,
            [MetricNames.Sample.Return] = statistics.Return,
            [MetricNames.Sample.Reward] = statistics.Reward,
            [MetricNames.Sample.EpisodeLength] = statistics.EpisodeLength,
            [MetricNames.Sample.IllegalRate] = statistics.IllegalRate,
            [MetricNames.Sample.OutputLength] = statistics.OutputLength,
            [MetricNames.Sample.TruncationRate] = statistics.TruncationRate,
            [MetricNames.Sample.Episodes] = statistics.Episodes,
            [MetricNames.Sample.Steps] = statistics.Steps,
            [MetricNames.Sample.Tokens] = statistics.Tokens,
        };
        if (statistics.ThoughtAccuracy is { } accuracy)
        {
            metrics[MetricNames.Sample.ThoughtAccuracy] = accuracy;
        }

        return metrics;
    }
}
