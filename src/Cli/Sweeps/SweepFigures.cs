using RL4VLM.Cli.Runs;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Sweeps;

/// <summary>What a finished run of a sweep came to, from its commits alone.</summary>
/// <param name="Run">The run.</param>
/// <param name="Evaluations">Of the SFT checkpoint and of the last one, every task and both modes.</param>
/// <param name="Collected">Summaries of collect, by iteration.</param>
/// <param name="TrainingCpuSeconds">Processor time of all stages but evaluate.</param>
public sealed record SweepFigures(SweepRun Run, IReadOnlyList<EvaluationRow> Evaluations, IReadOnlyList<StageSummary> Collected, double TrainingCpuSeconds)
{
    private static readonly string[] Prefixes = ["checkpoints", "demonstrations", "trajectories"];

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

        return new SweepFigures(
            run, evaluations, [.. summaries.Where(summary => summary.Stage == StageNames.Collect).OrderBy(summary => summary.Iteration)],
            summaries.Sum(summary => summary.Timings.GetValueOrDefault(MetricNames.Timing.CpuSeconds)));
    }

    /// <summary>A measure of <see cref="MetricNames.Evaluation"/> before PPO or after; null where it was not evaluated.</summary>
    public double? Of(string task, bool afterPpo, string mode, string measure)
    {
        EvaluationRow[] rows = [.. Evaluations.Where(row => row.Task == task && row.Mode == mode)];
        return rows.Length == 0 ? null : (afterPpo ? rows[^1] : rows[0])[measure];
    }
}
