using RL4VLM.Core.Stages;
using static RL4VLM.Core.Stages.MetricNames.Evaluation;

namespace RL4VLM.Evaluator;

/// <summary>What an evaluate summary says (docs/metrics.md).</summary>
internal static class EvaluationMetrics
{
    public static Dictionary<string, double> Of(EvaluationResult sampled, EvaluationResult greedy, RollingWindow? window)
    {
        var metrics = new Dictionary<string, double>();
        foreach ((string mode, EvaluationResult result) in new[] { (Sampled, sampled), (Greedy, greedy) })
        {
            metrics[mode + Success] = result.SuccessRate;
            metrics[mode + SuccessLow] = result.Interval95[0];
            metrics[mode + SuccessHigh] = result.Interval95[1];
            metrics[mode + Reward] = result.MeanReward;
            metrics[mode + IllegalRate] = result.IllegalRate;
            metrics[mode + EpisodeLength] = result.MeanEpisodeLength;
            metrics[mode + Episodes] = result.Episodes;
            Add(mode + CeilingShare, result.CeilingShare);
            Add(mode + ThoughtAccuracy, result.ThoughtAccuracy);
            Add(mode + "truncation_rate", result.TruncationRate);
            Add(mode + Agreement, result.Agreement);
            Add(mode + "expected_reward", result.ExpectedReward);
            Add(mode + HeldOutSuccess, result.HeldOut?.SuccessRate);
        }

        Add("rl.evaluation.rolling_window.success_rate", window?.SuccessRate);
        Add("rl.evaluation.rolling_window.peak", window?.Peak);
        return metrics;

        void Add(string name, double? value)
        {
            if (value is { } known)
            {
                metrics[name] = known;
            }
        }
    }
}
