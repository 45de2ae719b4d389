using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using static RL4VLM.Core.Stages.MetricNames.Evaluation;

namespace RL4VLM.Operator.Reconciling;

/// <summary>Latest and best figures of every task, from the evaluate stages' summaries.</summary>
internal static class Evaluations
{
    public static RunStatus With(RunManifest manifest, RunStatus status, StageSummary summary)
    {
        var figures = new EvaluationFigures
        {
            Iteration = summary.Iteration,
            SuccessRate = Rate(summary, Sampled + Success),
            GreedySuccessRate = Rate(summary, Greedy + Success),
            MeanReward = Finite(summary, Sampled + Reward),
            ThoughtAccuracy = Rate(summary, Sampled + ThoughtAccuracy),
        };
        TaskEvaluations before = (status.Evaluations ?? []).FirstOrDefault(task => task.Task == summary.Task) ?? new TaskEvaluations { Task = summary.Task! };
        TaskEvaluations after = before with
        {
            Latest = before.Latest is { } latest && latest.Iteration > figures.Iteration ? latest : figures,
            Best = before.Best is { } best && (best.SuccessRate ?? -1) >= (figures.SuccessRate ?? -1) ? best : figures,
        };
        TaskEvaluations[] all = [.. (status.Evaluations ?? []).Where(task => task.Task != after.Task), after];
        // In the manifest's order, so that a table of them does not jump.
        all = [.. all.OrderBy(task => manifest.Spec.Tasks.TakeWhile(known => known.Name != task.Task).Count())];
        double? mean = Mean(manifest, all);
        return status with { Evaluations = all, Success = mean ?? status.Success, Best = mean is { } now ? Math.Max(now, status.Best ?? 0) : status.Best };
    }

    /// <summary>Mean over the tasks once all have been evaluated at the same checkpoint; null until then.</summary>
    private static double? Mean(RunManifest manifest, TaskEvaluations[] all)
    {
        EvaluationFigures?[] latest = [.. manifest.Spec.Tasks.Select(task => all.FirstOrDefault(known => known.Task == task.Name)?.Latest)];
        return latest.All(figures => figures?.SuccessRate is not null && figures.Iteration == latest[0]!.Iteration) ? latest.Average(figures => figures!.SuccessRate!.Value) : null;
    }

    private static double? Rate(StageSummary summary, string name) => Finite(summary, name) is { } value ? Math.Clamp(value, 0, 1) : null;

    private static double? Finite(StageSummary summary, string name) => summary.Metrics.TryGetValue(name, out double value) && double.IsFinite(value) ? value : null;
}
