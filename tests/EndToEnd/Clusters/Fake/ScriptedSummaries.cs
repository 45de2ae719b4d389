using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Telemetry;

namespace RL4VLM.EndToEnd.Clusters.Fake;

/// <summary>Summaries of scripted stages: every metric that a stage of this kind may have, those of single tasks and of <c>fidelity: paper</c> too.</summary>
internal static class ScriptedSummaries
{
    /// <summary>Value of every metric that has none of its own.</summary>
    public const double Any = 0.25;

    private static readonly string[] OfLearners = [MetricNames.Train.Parameters, MetricNames.Train.Vocabulary, MetricNames.Train.SftLoss];

    public static StageSummary Of(StageKey key) => new()
    {
        Stage = key.Stage,
        Iteration = key.Iteration,
        Worker = key.Worker,
        Task = key.Task,
        Artifacts = [key.Output.Path],
        Metrics = Names(key.Stage).ToDictionary(name => name, name => Value(key, name)),
        Timings = new Dictionary<string, double>
        {
            [MetricNames.Timing.WallSeconds] = 2, [MetricNames.Timing.CpuSeconds] = 3, [MetricNames.Timing.ResidentBytes] = 1e9,
            [MetricNames.Timing.TokensPerSecond] = 100, [MetricNames.Timing.StepsPerSecond] = 4,
        },
    };

    private static double Value(StageKey key, string name) => name switch
    {
        MetricNames.Evaluation.Sampled + MetricNames.Evaluation.Success => 0.5 + (key.Iteration * 0.1),
        // Worker 0 plays 10 episodes, worker 1 plays 30.
        MetricNames.Sample.Episodes => 10 + (20 * (key.Worker ?? 0)),
        MetricNames.Sample.Success => key.Worker ?? 0,
        MetricNames.Train.ApproxKl => key.Iteration,
        _ => Any,
    };

    private static IEnumerable<string> Names(string stage)
    {
        string[] names = [.. TelemetryTable.Metrics.Select(metric => metric.Name)];
        return stage switch
        {
            StageNames.Initialize => OfLearners[..2],
            StageNames.Demonstrate or StageNames.Collect => names.Where(name => name.StartsWith("rl.sample.", StringComparison.Ordinal)),
            StageNames.Sft => [MetricNames.Train.SftLoss, MetricNames.Train.Tokens],
            StageNames.Ppo => names.Where(name => name.StartsWith("rl.train.", StringComparison.Ordinal)).Except(OfLearners),
            _ => TelemetryTable.Metrics.Where(metric => metric.Name.StartsWith("rl.evaluation.", StringComparison.Ordinal)).SelectMany(metric =>
                metric.Labels.Contains(MetricLabels.Mode)
                    ? ["rl.evaluation.sampled." + metric.Name["rl.evaluation.".Length..], "rl.evaluation.greedy." + metric.Name["rl.evaluation.".Length..]]
                    : (string[])[metric.Name]),
        };
    }
}
