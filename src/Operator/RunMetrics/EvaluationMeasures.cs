using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Telemetry;
using static RL4VLM.Core.Stages.MetricNames.Evaluation;

namespace RL4VLM.Operator.RunMetrics;

/// <summary>The newest evaluation of every task: all of its summary, or what the status keeps of it once no pod has that any more.</summary>
internal static class EvaluationMeasures
{
    public static IEnumerable<RunMeasurement> Of(RunStatus status, RunFigures figures)
    {
        var tasks = (status.Evaluations ?? []).Where(task => task.Latest is not null).ToDictionary(task => task.Task, task => task.Latest!);
        foreach (((string stage, string? task), StageFigures said) in figures.Said)
        {
            if (stage != StageNames.Evaluate || task is null || (tasks.TryGetValue(task, out EvaluationFigures? kept) && kept.Iteration > said.Iteration)) continue;
            tasks.Remove(task);
            foreach (RunMeasurement value in said.Values.Where(value => value.Stage is null)) yield return value;
        }

        foreach ((string task, EvaluationFigures latest) in tasks)
        {
            foreach ((string measure, double? value) in new[]
            {
                (Sampled + Success, latest.SuccessRate), (Greedy + Success, latest.GreedySuccessRate), (Sampled + Reward, latest.MeanReward), (Sampled + ThoughtAccuracy, latest.ThoughtAccuracy),
            })
            {
                (string metric, string? mode) = StageMetrics.Translate(measure);
                if (value is { } known) yield return new RunMeasurement(RunMetricTable.NameOf(metric)!, known) { Task = task, Mode = mode };
            }
        }
    }
}
