using RL4VLM.Agents.Stages;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;

namespace RL4VLM.Evaluator;

/// <summary>The run's training episodes, for the paper's figure.</summary>
internal static class TrainingEpisodes
{
    /// <summary>The rolling window over every committed trajectory up to the context's iteration; null when there is none.</summary>
    public static async Task<RollingWindow?> WindowAsync(StageContext context, TaskSpec task, CancellationToken cancellation)
    {
        var successes = new List<bool>();
        for (int iteration = 1; iteration <= context.Iteration; iteration++)
        {
            for (int worker = 0; worker < context.Manifest.Spec.Rollout.Workers; worker++)
            {
                ArtifactName artifact = ArtifactName.Trajectories(iteration, worker);
                if (await context.Store.TryGetCommitAsync(artifact, cancellation).ConfigureAwait(false) is { } commit)
                {
                    string folder = await context.Store.MaterializeAsync(artifact, [.. commit.Files.Select(file => file.Name)], cancellation).ConfigureAwait(false);
                    successes.AddRange(TaskShards.Successes(folder, artifact, task.Name));
                }
            }
        }

        return RollingWindow.Of(successes, RollingWindow.WindowOf(task.Name));
    }
}
