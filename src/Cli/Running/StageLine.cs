using System.Globalization;
using RL4VLM.Cli.Output;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Running;

/// <summary>A finished stage in one line: what it is and the figures a person looks for.</summary>
public static class StageLine
{
    public static string Title(StageKey key, int iterations) => key.Stage switch
    {
        StageNames.Collect or StageNames.Ppo => string.Create(CultureInfo.InvariantCulture, $"{key.Stage} {key.Iteration}/{iterations}{(key.Worker is > 0 ? $" worker {key.Worker}" : "")}"),
        StageNames.Evaluate => $"evaluate {StageKey.CheckpointOf(key.Iteration).Leaf} {key.Task}",
        _ => key.Stage,
    };

    public static string Figures(StageSummary summary)
    {
        var parts = new List<string>();
        IReadOnlyDictionary<string, double> metrics = summary.Metrics;
        switch (summary.Stage)
        {
            case StageNames.Collect:
                Add("success", MetricNames.Sample.Success, Percent);
                Add("reward", MetricNames.Sample.Return, Signed);
                Add("thoughts", MetricNames.Sample.ThoughtAccuracy, Percent);
                Add("illegal", MetricNames.Sample.IllegalRate, Percent);
                Add("steps", MetricNames.Sample.Steps, value => Format.Count(value));
                break;
            case StageNames.Ppo:
                Add("kl", MetricNames.Train.ApproxKl, Small);
                Add("clipped", MetricNames.Train.ClipFraction, Percent);
                Add("policy", MetricNames.Train.PolicyLoss, Signed);
                Add("value", MetricNames.Train.ValueLoss, Small);
                Add("gap", MetricNames.Train.LogProbabilityGapMax, value => Format.Number(value, "0.0E+0"));
                break;
            case StageNames.Sft:
                Add("loss", MetricNames.Train.SftLoss, Small);
                break;
            case StageNames.Evaluate:
                foreach ((string prefix, string name) in new[] { (MetricNames.Evaluation.Sampled, "sampled"), (MetricNames.Evaluation.Greedy, "greedy") })
                {
                    Add(name, prefix + MetricNames.Evaluation.Success, Percent);
                    Add("thoughts", prefix + MetricNames.Evaluation.ThoughtAccuracy, Percent);
                }

                break;
        }

        if (summary.Timings.TryGetValue(MetricNames.Timing.TokensPerSecond, out double speed)) parts.Add($"{Format.Count(speed)} tokens/s");
        return string.Join("  ", parts);

        void Add(string label, string name, Func<double, string> format)
        {
            if (metrics.TryGetValue(name, out double value)) parts.Add($"{label} {format(value)}");
        }
    }

    private static string Percent(double value) => Format.Percent(value);

    private static string Signed(double value) => Format.Number(value);

    private static string Small(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
