using RL4VLM.Cli.Runs;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Sweeps;

/// <summary>A measure of the episodes that were collected in one PPO iteration, mean over the workers.</summary>
public readonly record struct CurvePoint(int Iteration, double Value);

/// <summary>What a finished run of a sweep came to.</summary>
/// <param name="Run">The run.</param>
/// <param name="Evaluations">Of the SFT checkpoint and of the last one, every task and both modes.</param>
/// <param name="Curves">By metric of <see cref="SweepCurves.Charts"/>, in the order of the iterations.</param>
/// <param name="TrainingCpuSeconds">Processor time of all stages but evaluate.</param>
/// <param name="Measured">Day and program, where that is on record.</param>
public sealed record SweepFigures(
    SweepRun Run, IReadOnlyList<EvaluationRow> Evaluations, IReadOnlyDictionary<string, IReadOnlyList<CurvePoint>> Curves, double TrainingCpuSeconds, string? Measured = null)
{
    private static readonly string[] Prefixes = ["checkpoints", "demonstrations", "trajectories"];

    /// <summary>From the run's commits alone.</summary>
    public static async Task<SweepFigures> ReadAsync(SweepRun run, IArtifactStore store, CancellationToken cancellation)
    {
        var evaluations = new List<EvaluationRow>();
        foreach (TaskSpec task in run.Manifest.Spec.Tasks)
        {
            foreach (int iteration in new[] { 0, run.Manifest.Spec.Ppo.Iterations }.Distinct())
            {
                evaluations.AddRange(await EvaluationRow.ReadAsync(store, iteration, task.Name, cancellation).ConfigureAwait(false));
            }
        }

        var summaries = new List<StageSummary>();
        foreach (string prefix in Prefixes)
        {
            foreach (ArtifactName artifact in await store.ListAsync(prefix, cancellation).ConfigureAwait(false))
            {
                if (await store.TryGetCommitAsync(artifact, cancellation).ConfigureAwait(false) is { } commit) summaries.Add(commit.Summary);
            }
        }

        StageSummary[] collected = [.. summaries.Where(summary => summary.Stage == StageNames.Collect)];
        return new SweepFigures(
            run, evaluations, SweepCurves.Charts.ToDictionary(chart => chart.Metric, chart => Curve(collected, chart.Metric)),
            summaries.Sum(summary => summary.Timings.GetValueOrDefault(MetricNames.Timing.CpuSeconds)));
    }

    /// <summary>A measure of <see cref="MetricNames.Evaluation"/> before PPO or after; null where it was not evaluated.</summary>
    public double? Of(string task, bool afterPpo, string mode, string measure)
    {
        EvaluationRow[] rows = [.. Evaluations.Where(row => row.Task == task && row.Mode == mode)];
        return rows.Length == 0 ? null : (afterPpo ? rows[^1] : rows[0])[measure];
    }

    private static IReadOnlyList<CurvePoint> Curve(IEnumerable<StageSummary> collected, string metric) =>
    [
        .. collected.Where(summary => summary.Metrics.ContainsKey(metric)).GroupBy(summary => summary.Iteration).OrderBy(iteration => iteration.Key)
            .Select(iteration => new CurvePoint(iteration.Key, iteration.Average(summary => summary.Metrics[metric]))),
    ];
}
