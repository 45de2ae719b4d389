using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Trajectories;
using RL4VLM.Models.Checkpoints;

namespace RL4VLM.Learner.Data;

/// <summary>Reads trajectory or demonstration shards for a model.</summary>
public static class Experience
{
    /// <summary>All steps of the artifacts, in artifact, shard and record order.</summary>
    /// <exception cref="StageException">65 when a shard is damaged or was tokenized by another tokenizer.</exception>
    public static async Task<List<TrainingStep>> LoadAsync(
        IArtifactStore store, IEnumerable<ArtifactName> artifacts, PolicyModel model, CancellationToken cancellation)
    {
        var views = new ViewCache(model.Processor);
        var steps = new List<TrainingStep>();
        foreach (var artifact in artifacts)
        {
            string folder = await store.MaterializeAsync(artifact, null, cancellation).ConfigureAwait(false);
            foreach (string file in Directory.GetFiles(folder, "shard-*.msgpack").Order(StringComparer.Ordinal))
            {
                string source = $"{artifact.Path}/{Path.GetFileName(file)}";
                using var reader = ShardReader.Open(file, source);
                if (reader.Header.TokenizerHash != model.Tokenizer.Hash)
                    throw StageException.Corrupt(source, "its token ids belong to another tokenizer than the checkpoint's; delete the run's trajectories and collect again");
                foreach (var record in reader.ReadSteps())
                    steps.Add(ToStep(record, views, reader.Header.Task, source));
                cancellation.ThrowIfCancellationRequested();
            }
        }

        return steps;
    }

    private static TrainingStep ToStep(StepRecord record, ViewCache views, string task, string source)
    {
        string place = $"{source} episode {record.Episode} step {record.Step}";
        // The PNG has been seen; a hundred thousand of them would fill the memory.
        var kept = record with { Image = [] };
        return new TrainingStep(kept, views.Get(record.Image, place), record.PromptIds, task, record.Terminated || record.Truncated, place);
    }
}
