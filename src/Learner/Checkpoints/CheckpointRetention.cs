using System.Globalization;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;

namespace RL4VLM.Learner.Checkpoints;

/// <summary>Which checkpoints lose their payload after a ppo commit (design section 5, storage.retention).</summary>
public static class CheckpointRetention
{
    /// <summary>Prunes old checkpoints, and the optimizer's moments of all but the newest.</summary>
    /// <param name="context">The stage that has just committed <paramref name="newest"/>.</param>
    /// <param name="newest">Iteration of the newest checkpoint.</param>
    /// <param name="cancellation">Ends the pruning; the next iteration finishes it.</param>
    public static async Task ApplyAsync(StageContext context, int newest, CancellationToken cancellation)
    {
        var scores = await EvaluatedAsync(context, cancellation).ConfigureAwait(false);
        int? best = scores.Count == 0 ? null : scores.OrderByDescending(s => s.Value).ThenByDescending(s => s.Key).First().Key;
        var waiting = RunPlanner.EvaluatedIterations(context.Manifest).Where(i => !scores.ContainsKey(i)).ToHashSet();
        for (int iteration = 0; iteration < newest; iteration++)
        {
            var name = ArtifactName.Checkpoint(iteration);
            if (await context.Store.TryGetCommitAsync(name, cancellation).ConfigureAwait(false) is not { } commit)
                continue;
            if (MayGo(iteration, newest, context.Manifest.Spec.Storage.Retention.KeepCheckpoints, best, waiting))
                await context.Store.PruneAsync(name, null, cancellation).ConfigureAwait(false);
            else if (commit.Files.Any(file => file.Name == TrainerState.OptimizerFileName))
                await context.Store.PruneAsync(name, [TrainerState.OptimizerFileName], cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Pure rule: the newest <paramref name="keep"/>, the best, the initial one (sft and adapters start from it) and any still to be evaluated stay.</summary>
    public static bool MayGo(int iteration, int newest, int keep, int? best, IReadOnlySet<int> waiting) =>
        iteration > 0 && iteration <= newest - Math.Max(1, keep) && iteration != best && !waiting.Contains(iteration);

    /// <summary>Mean sampled success over the tasks of every checkpoint evaluated on all of them; 0 is the SFT checkpoint.</summary>
    private static async Task<Dictionary<int, double>> EvaluatedAsync(StageContext context, CancellationToken cancellation)
    {
        var sums = new Dictionary<int, (double Sum, int Tasks)>();
        foreach (var evaluation in await context.Store.ListAsync("evaluations", cancellation).ConfigureAwait(false))
        {
            string checkpoint = evaluation.Path.Split('/')[1];
            bool sft = checkpoint == ArtifactName.SftCheckpoint.Leaf;
            if (!int.TryParse(checkpoint, NumberStyles.None, CultureInfo.InvariantCulture, out int iteration) && !sft)
                continue;
            if (await context.Store.TryGetCommitAsync(evaluation, cancellation).ConfigureAwait(false) is not { } commit)
                continue;
            double success = commit.Summary.Metrics.GetValueOrDefault(MetricNames.Evaluation.Sampled + MetricNames.Evaluation.Success);
            var (sum, tasks) = sums.GetValueOrDefault(sft ? 0 : iteration);
            sums[sft ? 0 : iteration] = (sum + success, tasks + 1);
        }

        int all = context.Manifest.Spec.Tasks.Count;
        return sums.Where(s => s.Value.Tasks == all).ToDictionary(s => s.Key, s => s.Value.Sum / all);
    }
}
