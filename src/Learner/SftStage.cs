using RL4VLM.Agents;
using RL4VLM.Agents.Stages;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Telemetry;
using RL4VLM.Learner.Checkpoints;
using RL4VLM.Learner.Data;
using RL4VLM.Learner.Optimization;
using RL4VLM.Learner.Sft;
using RL4VLM.Models;
using RL4VLM.Models.Checkpoints;

namespace RL4VLM.Learner;

/// <summary>Fine-tunes checkpoint 0000 on the demonstrations and commits 0000-sft.</summary>
public static class SftStage
{
    public static async Task<StageSummary> RunAsync(StageContext context, StageSession session, CancellationToken cancellation)
    {
        PolicyModel? trained = null;
        var output = ArtifactName.SftCheckpoint;
        try
        {
            var summary = await CommittedStage.RunAsync(context, output, async (folder, token) =>
            {
                var spec = context.Manifest.Spec;
                var clock = new StageClock(context.Clock);
                using (StageSpans.StartArtifact(SpanNames.Load, ArtifactName.Checkpoint(0)))
                    trained = await session.TakePolicyAsync(context.Store, ArtifactName.Checkpoint(0), context.Manifest, token).ConfigureAwait(false);
                List<TrainingStep> steps;
                using (StageSpans.StartArtifact(SpanNames.Load, ArtifactName.Demonstrations(0)))
                    steps = await Experience.LoadAsync(context.Store, [ArtifactName.Demonstrations(0)], trained, token).ConfigureAwait(false);
                using var optimizer = new AdamOptimizer(trained.TrainableParameters());
                var trainer = new SftTrainer(spec, trained, optimizer, steps);
                SetDropout(trained, true);
                trainer.Run((share, loss) => context.Report(StageNames.Sft, share, $"loss {loss:0.000}"), token);
                SetDropout(trained, false);
                using (StageSpans.Start(SpanNames.Checkpoint))
                {
                    trained.Save(folder);
                    new TrainerState(0, 0, 0, spec.Seed).Write(folder);
                }

                return new StageSummary
                {
                    Stage = StageNames.Sft,
                    Metrics = new Dictionary<string, double>
                    {
                        [MetricNames.Train.SftLoss] = trainer.TailLoss,
                        [MetricNames.Train.Tokens] = trainer.Tokens,
                    },
                    Timings = clock.Timings(trainer.Tokens, steps.Count),
                };
            }, cancellation).ConfigureAwait(false);
            if (trained is not null)
                session.Put(output, trained);
            trained = null;
            return summary;
        }
        finally
        {
            // Half-trained weights must not be taken for a checkpoint.
            trained?.Dispose();
            HostMemory.ReturnFreed();
        }
    }

    /// <summary>LoRA's dropout acts here only: in PPO it would make old and new log-probabilities disagree.</summary>
    private static void SetDropout(PolicyModel policy, bool on)
    {
        if (policy.Adapter is { } adapter)
            adapter.Training = on;
    }
}
