using RL4VLM.Agents;
using RL4VLM.Agents.Stages;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Telemetry;
using RL4VLM.Learner.Checkpoints;
using RL4VLM.Learner.Data;
using RL4VLM.Learner.Optimization;
using RL4VLM.Learner.Ppo;
using RL4VLM.Models;
using RL4VLM.Models.Checkpoints;
using TorchSharp;

namespace RL4VLM.Learner;

/// <summary>One iteration of PPO: checkpoint k-1 and all trajectories of k in, checkpoint k out.</summary>
public static class PpoStage
{
    public static async Task<StageSummary> RunAsync(StageContext context, StageSession session, CancellationToken cancellation)
    {
        PolicyModel? policy = null;
        var output = ArtifactName.Checkpoint(context.Iteration);
        try
        {
            var summary = await CommittedStage.RunAsync(context, output, async (folder, token) =>
            {
                using (StageSpans.StartArtifact(SpanNames.Load, ArtifactName.PolicyFor(context.Iteration)))
                    policy = await session.TakePolicyAsync(context.Store, ArtifactName.PolicyFor(context.Iteration), context.Manifest, token).ConfigureAwait(false);
                return await TrainAsync(context, session, policy, folder, token).ConfigureAwait(false);
            }, cancellation).ConfigureAwait(false);
            if (policy is not null)
                session.Put(output, policy);
            policy = null;
            await CheckpointRetention.ApplyAsync(context, context.Iteration, cancellation).ConfigureAwait(false);
            return summary;
        }
        finally
        {
            // Half-trained weights must not be taken for a checkpoint.
            policy?.Dispose();
            HostMemory.ReturnFreed();
        }
    }

    private static async Task<StageSummary> TrainAsync(
        StageContext context, StageSession session, PolicyModel policy, string folder, CancellationToken cancellation)
    {
        var spec = context.Manifest.Spec;
        var clock = new StageClock(context.Clock);
        var workers = context.Workers ?? [.. Enumerable.Range(0, spec.Rollout.Workers)];
        ArtifactName[] trajectories = [.. workers.Select(w => ArtifactName.Trajectories(context.Iteration, w))];
        await StageSpans.LinkAsync(context.Store, trajectories, cancellation).ConfigureAwait(false);
        var steps = await LoadAsync(context, trajectories, policy, cancellation).ConfigureAwait(false);
        var gap = new LogProbabilityGap(spec.Fidelity, spec.Model.Dtype);
        var rollout = Score(spec, ref steps, policy, gap, cancellation);

        using var optimizer = new AdamOptimizer(policy.TrainableParameters());
        var state = await RestoreAsync(context, optimizer, cancellation).ConfigureAwait(false);
        using var reference = await ReferenceAsync(context, session, steps, cancellation).ConfigureAwait(false);
        var update = new PpoUpdate(spec, policy, reference, optimizer, rollout);
        update.Run(context.Iteration, share => context.Report(StageNames.Ppo, share, "updating"), cancellation);

        using (StageSpans.Start(SpanNames.Checkpoint))
        {
            policy.Save(folder);
            optimizer.Save(Path.Combine(folder, TrainerState.OptimizerFileName));
            new TrainerState(context.Iteration, optimizer.Steps, state.EnvironmentSteps + steps.Count, spec.Seed).Write(folder);
        }

        var metrics = new Dictionary<string, double>(update.Statistics.Means())
        {
            [MetricNames.Train.ExplainedVariance] = Advantages.ExplainedVariance(rollout.Returns, rollout.Values),
            [MetricNames.Train.LearningRate] = LearningRates.OfIteration(spec.Ppo.LearningRate, context.Iteration),
            [MetricNames.Train.LogProbabilityGapMean] = gap.Mean,
            [MetricNames.Train.LogProbabilityGapMax] = gap.Maximum,
            [MetricNames.Train.Tokens] = update.Tokens,
        };
        var timings = clock.Timings(update.Tokens, steps.Count);
        // How many tensors a process holds depends on what ran in it before: a reading, not a result.
        timings[MetricNames.Train.LiveTensors] = torch.Tensor.TotalCount;
        return new StageSummary { Stage = StageNames.Ppo, Iteration = context.Iteration, Metrics = metrics, Timings = timings };
    }

    private static async Task<List<TrainingStep>> LoadAsync(StageContext context, ArtifactName[] trajectories, PolicyModel policy, CancellationToken cancellation)
    {
        using var span = StageSpans.Start(SpanNames.Load);
        string folder = $"trajectories/{context.Iteration:0000}";
        span?.SetTag(AttributeNames.Artifact, folder);
        var steps = await Experience.LoadAsync(context.Store, trajectories, policy, cancellation).ConfigureAwait(false);
        return steps.Count > 0 ? steps : throw StageException.Corrupt(folder, "the shards hold no steps");
    }

    /// <summary>What the update starts from. The reference harness replaces the steps by its own view of them.</summary>
    private static RolloutBuffer Score(RunSpec spec, ref List<TrainingStep> steps, PolicyModel policy, LogProbabilityGap gap, CancellationToken cancellation)
    {
        using var span = StageSpans.Start(SpanNames.Advantage);
        var (old, values) = PolicyScorer.Score(
            policy, steps, spec.Rollout.Temperature, batch => new StepScores(batch, spec.Fidelity, spec.Ppo.ThoughtCoefficient), gap, cancellation);
        if (spec.Fidelity == Fidelity.Paper)
            (steps, old, values) = ReferenceHarness.Reevaluate(steps, policy, spec);
        return new RolloutBuffer(steps, values, old, spec.Ppo);
    }

    private static async Task<TrainerState> RestoreAsync(StageContext context, AdamOptimizer optimizer, CancellationToken cancellation)
    {
        if (context.Iteration <= 1)
            return new TrainerState(0, 0, 0, context.Manifest.Spec.Seed);
        string folder = await context.Store.MaterializeAsync(
            ArtifactName.Checkpoint(context.Iteration - 1), [TrainerState.FileName, TrainerState.OptimizerFileName], cancellation).ConfigureAwait(false);
        var state = TrainerState.Read(folder);
        optimizer.Load(Path.Combine(folder, TrainerState.OptimizerFileName), state.OptimizerSteps);
        return state;
    }

    private static async Task<ReferencePolicy?> ReferenceAsync(
        StageContext context, StageSession session, IReadOnlyList<TrainingStep> steps, CancellationToken cancellation)
    {
        var spec = context.Manifest.Spec;
        if (spec.Ppo.Kl.Coefficient == 0)
            return null;
        var sft = await session.GetPolicyAsync(context.Store, ArtifactName.SftCheckpoint, context.Manifest, cancellation).ConfigureAwait(false);
        return new ReferencePolicy(sft, steps, spec.Rollout.Temperature);
    }
}
