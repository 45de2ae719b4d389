using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Telemetry;
using RL4VLM.Operator.Reconciling;
using static RL4VLM.Core.Stages.MetricNames;

namespace RL4VLM.Operator.RunMetrics;

/// <summary>What the pods of a complete Job said, as run metrics.</summary>
/// <param name="Iteration">The Job's.</param>
/// <param name="Job">Its UID: what it said does not change, and need not be read twice.</param>
/// <param name="Values">Finite ones.</param>
internal sealed record StageFigures(int Iteration, string Job, IReadOnlyList<RunMeasurement> Values)
{
    private static readonly HashSet<string> Known = [.. RunMetricTable.All.Select(metric => metric.Name)];

    /// <summary>Null while a summary is missing: a part of the workers would pass for the whole.</summary>
    public static StageFigures? Of(StageView stage, RunStatus status)
    {
        IReadOnlyCollection<int>? expected = Expected(stage, status);
        if (expected is null) return null;
        var said = new Dictionary<int, StageSummary>();
        foreach (StageSummary summary in Summaries.Of(stage)) said[stage.Stage == StageNames.Collect ? summary.Worker ?? 0 : 0] = summary;
        if (expected.Count == 0 || !expected.All(said.ContainsKey)) return null;
        StageSummary[] summaries = [.. expected.Select(worker => said[worker])];
        return new StageFigures(stage.Iteration, stage.Job.Metadata.Uid, [.. Measures(stage, summaries).Where(value => double.IsFinite(value.Value) && Known.Contains(value.Metric))]);
    }

    /// <summary>Workers whose summaries make the whole; null when the Job is not done.</summary>
    private static IReadOnlyCollection<int>? Expected(StageView stage, RunStatus status)
    {
        if (stage.Stage != StageNames.Collect) return stage.IsComplete ? [0] : null;
        if (stage.IsComplete) return [.. Enumerable.Range(0, stage.Job.Spec.Completions ?? 1)];
        // Workers were left out.
        if ((status.Completed ?? []).FirstOrDefault(done => done.Stage == StageNames.Collect && done.Iteration == stage.Iteration) is { Workers: { } workers }) return [.. workers];
        return status.Iteration >= stage.Iteration ? StageView.Indexes(stage.Job.Status?.CompletedIndexes) : null;
    }

    private static IEnumerable<RunMeasurement> Measures(StageView stage, StageSummary[] summaries)
    {
        foreach (StageSummary summary in summaries)
        {
            if (!summary.Timings.TryGetValue(Timing.WallSeconds, out double wall)) continue;
            yield return new RunMeasurement(RunMetricTable.WallTime, wall) { Stage = stage.Stage, Task = stage.Task, Worker = stage.Stage == StageNames.Collect ? summary.Worker ?? 0 : null };
        }

        foreach ((string metric, string timing) in new[] { (RunMetricTable.TokenRate, Timing.TokensPerSecond), (RunMetricTable.StepRate, Timing.StepsPerSecond) })
        {
            if (summaries.Any(summary => summary.Timings.ContainsKey(timing)))
            {
                yield return new RunMeasurement(metric, summaries.Sum(summary => summary.Timings.GetValueOrDefault(timing))) { Stage = stage.Stage, Task = stage.Task };
            }
        }

        // A demonstration's figures are the expert's, not the policy's.
        IEnumerable<KeyValuePair<string, double>> named = stage.Stage switch
        {
            StageNames.Collect => SampleFigures.Combine(summaries),
            StageNames.Demonstrate => [],
            _ => summaries.SelectMany(summary => summary.Metrics.Concat(summary.Timings)),
        };
        foreach ((string name, double value) in named)
        {
            (string metric, string? mode) = StageMetrics.Translate(name);
            if (RunMetricTable.NameOf(metric) is { } own) yield return new RunMeasurement(own, value) { Task = stage.Task, Mode = mode };
        }
    }
}
