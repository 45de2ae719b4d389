using System.Globalization;
using System.Text;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Report;

/// <summary>A curve per metric over the iterations; docs/metrics.md defines each.</summary>
internal static class CurvesSection
{
    private sealed record Curve(string Title, string Note, string Stage, string Metric, double? Reference = null);

    private static readonly Curve[] Curves =
    [
        new("Success while collecting", "share of training episodes", StageNames.Collect, MetricNames.Sample.Success, 1),
        new("Return", "mean reward of an episode", StageNames.Collect, MetricNames.Sample.Return),
        new("Thought accuracy", "share of steps whose stated values are true", StageNames.Collect, MetricNames.Sample.ThoughtAccuracy, 1),
        new("Illegal actions", "share of steps", StageNames.Collect, MetricNames.Sample.IllegalRate, 0),
        new("Episode length", "steps", StageNames.Collect, MetricNames.Sample.EpisodeLength),
        new("Answer length", "tokens", StageNames.Collect, MetricNames.Sample.OutputLength),
        new("Truncated answers", "share of answers", StageNames.Collect, MetricNames.Sample.TruncationRate, 0),
        new("KL to the last policy", "k3, before each update", StageNames.Ppo, MetricNames.Train.ApproxKl),
        new("KL to the SFT policy", "exact, per step", StageNames.Ppo, MetricNames.Train.ReferenceKl),
        new("Clip fraction", "share of steps", StageNames.Ppo, MetricNames.Train.ClipFraction),
        new("Policy loss", "", StageNames.Ppo, MetricNames.Train.PolicyLoss),
        new("Value loss", "", StageNames.Ppo, MetricNames.Train.ValueLoss),
        new("Explained variance", "of returns by the value head", StageNames.Ppo, MetricNames.Train.ExplainedVariance, 1),
        new("Entropy", "nats a token", StageNames.Ppo, MetricNames.Train.Entropy),
        new("Gradient norm", "before clipping", StageNames.Ppo, MetricNames.Train.GradientNorm),
        new("Log-probability gap", "learner against rollout, maximum", StageNames.Ppo, MetricNames.Train.LogProbabilityGapMax),
    ];

    public static void Append(StringBuilder page, ReportData data)
    {
        page.Append("<section><h2>Learning curves</h2>\n<p>By PPO iteration.</p>\n<div class=\"charts\">\n");
        AppendEvaluations(page, data);
        foreach (var curve in Curves)
        {
            var series = data.Of(curve.Stage)
                .Where(s => s.Metrics.ContainsKey(curve.Metric))
                .GroupBy(s => s.Worker ?? 0)
                .OrderBy(g => g.Key)
                .Select(g => new ChartSeries($"worker {g.Key}", [.. g.OrderBy(s => s.Iteration).Select(s => ((double)s.Iteration, s.Metrics[curve.Metric]))]))
                .ToArray();
            Figure(page, curve.Title, curve.Note, series, curve.Reference);
        }

        Figure(page, "Tokens per second", "generated (collect) and trained (ppo)",
        [
            Timing(data, StageNames.Collect, "collect"),
            Timing(data, StageNames.Ppo, "ppo"),
        ], null);
        page.Append("</div></section>\n");
    }

    private static void AppendEvaluations(StringBuilder page, ReportData data)
    {
        foreach (var task in data.Of(StageNames.Evaluate).GroupBy(s => s.Task).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            ChartSeries Series(string name, string key) => new(name, [.. task.OrderBy(s => s.Iteration)
                .Select(s => ((double)s.Iteration, s.Metrics.TryGetValue(key, out double v) ? v : double.NaN))]);
            Figure(page, string.Create(CultureInfo.InvariantCulture, $"Held-out success: {task.Key}"), "0 is the SFT checkpoint",
            [
                Series("sampled", MetricNames.Evaluation.Sampled + MetricNames.Evaluation.Success),
                Series("greedy", MetricNames.Evaluation.Greedy + MetricNames.Evaluation.Success),
                Series("thoughts true", MetricNames.Evaluation.Sampled + MetricNames.Evaluation.ThoughtAccuracy),
            ], 1);
        }
    }

    private static ChartSeries Timing(ReportData data, string stage, string name) => new(name, [.. data.Of(stage).OrderBy(s => s.Iteration)
        .Where(s => s.Timings.ContainsKey(MetricNames.Timing.TokensPerSecond))
        .Select(s => ((double)s.Iteration, s.Timings[MetricNames.Timing.TokensPerSecond]))]);

    private static void Figure(StringBuilder page, string title, string note, IReadOnlyList<ChartSeries> series, double? reference)
    {
        if (series.All(s => s.Points.All(p => !double.IsFinite(p.Y))))
            return;
        page.Append(CultureInfo.InvariantCulture, $"<figure><figcaption>{Html.Escape(title)} <small>{Html.Escape(note)}</small></figcaption>\n");
        LineChart.Append(page, title, series, reference);
        page.Append("</figure>\n");
    }
}
