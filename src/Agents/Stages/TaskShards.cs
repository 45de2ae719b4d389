using RL4VLM.Agents.Episodes;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Trajectories;

namespace RL4VLM.Agents.Stages;

/// <summary>What stages put into shards of a task, and read from them.</summary>
public static class TaskShards
{
    /// <param name="context">Says run, iteration and worker.</param>
    /// <param name="task">The shard's task.</param>
    /// <param name="policy">The checkpoint that answered, or <c>expert</c>.</param>
    /// <param name="tokenizerHash">SHA-256 of tokenizer.json.</param>
    public static ShardHeader Header(StageContext context, TaskSpec task, string policy, string tokenizerHash) => new()
    {
        Run = context.Run,
        Iteration = context.Iteration,
        PolicyCheckpoint = policy,
        Worker = context.Worker,
        Task = task.Name,
        EnvironmentVersion = TaskEpisodes.EnvironmentVersion(task, context.Manifest.Spec.Fidelity),
        TokenizerHash = tokenizerHash,
        Seed = (ulong)context.Manifest.Spec.Seed,
    };

    /// <summary>Writes one shard with the episodes' steps, in order.</summary>
    public static void WriteFile(string path, ShardHeader header, IEnumerable<Episode> episodes)
    {
        using var writer = ShardWriter.Create(path, header);
        foreach (StepRecord step in episodes.SelectMany(episode => episode.Steps))
        {
            writer.Write(step);
        }

        writer.Finish();
    }

    /// <summary>Whether each episode of a task succeeded, in the order they were started.</summary>
    /// <exception cref="StageException">65: a damaged shard.</exception>
    public static IEnumerable<bool> Successes(string folder, ArtifactName artifact, string task)
    {
        foreach (string file in Directory.GetFiles(folder, "shard-*.msgpack").Order(StringComparer.Ordinal))
        {
            using var reader = ShardReader.Open(file, $"{artifact}/{Path.GetFileName(file)}");
            if (reader.Header.Task != task)
            {
                continue;
            }

            foreach (StepRecord step in reader.ReadSteps())
            {
                if (step.Success is { } success)
                {
                    yield return success;
                }
            }
        }
    }
}
