using System.Diagnostics;
using System.Globalization;
using RL4VLM.Agents;
using RL4VLM.Agents.Stages;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Telemetry;
using RL4VLM.Models.Checkpoints;

namespace RL4VLM.Evaluator;

/// <summary>Evaluates a checkpoint on one task, sampled at evaluation.temperature and greedily.</summary>
public static class EvaluateStage
{
    /// <summary>Episodes that go into episodes.msgpack with their pictures, for the report.</summary>
    private const int EpisodesShown = 20;

    private const int EpisodesPerReport = 50;

    public static Task<StageSummary> RunAsync(StageContext context, StageSession session, CancellationToken cancellation)
    {
        TaskSpec task = context.RequireTask();
        ArtifactName checkpoint = StageKey.CheckpointOf(context.Iteration);
        return CommittedStage.RunAsync(
            context, ArtifactName.Evaluation(checkpoint.Leaf, task.Name), (folder, token) => WriteAsync(context, session, task, checkpoint, folder, token), cancellation);
    }

    private static async Task<StageSummary> WriteAsync(
        StageContext context, StageSession session, TaskSpec task, ArtifactName checkpoint, string folder, CancellationToken cancellation)
    {
        RunSpec spec = context.Manifest.Spec;
        session.Prepare(context.Manifest);
        PolicyModel policy;
        using (StageSpans.StartArtifact(SpanNames.Load, checkpoint))
        {
            policy = await session.GetPolicyAsync(context.Store, checkpoint, context.Manifest, cancellation).ConfigureAwait(false);
        }

        var clock = new StageClock(context.Clock);
        EvaluationResult sampled = Run(spec.Evaluation.Temperature, 0, EpisodesShown), greedy = Run(0, 0.5, 0);
        RollingWindow? window = spec.Fidelity == Fidelity.Paper ? await TrainingEpisodes.WindowAsync(context, task, cancellation).ConfigureAwait(false) : null;

        var report = new EvaluationReport(checkpoint.Leaf, task.Name, sampled, greedy, window);
        await File.WriteAllBytesAsync(Path.Combine(folder, EvaluationReport.FileName), report.ToUtf8(), cancellation).ConfigureAwait(false);
        TaskShards.WriteFile(
            Path.Combine(folder, EvaluationReport.EpisodesFileName), TaskShards.Header(context, task, checkpoint.Leaf, policy.Tokenizer.Hash),
            sampled.Played.Take(EpisodesShown));
        long tokens = Sum(sampled, step => step.OutputIds.Length) + Sum(greedy, step => step.OutputIds.Length);
        return new StageSummary
        {
            Stage = StageNames.Evaluate,
            Iteration = context.Iteration,
            Task = task.Name,
            Metrics = EvaluationMetrics.Of(sampled, greedy, window),
            Timings = clock.Timings(tokens, Sum(sampled, _ => 1) + Sum(greedy, _ => 1)),
        };

        EvaluationResult Run(double temperature, double done, int keep)
        {
            using Activity? span = StageSpans.Start(SpanNames.Play);
            span?.SetTag(AttributeNames.Mode, done > 0 ? "greedy" : "sampled");
            return Evaluation.Run(policy, task, new EvaluationSettings
            {
                Model = TaskEpisodes.ModelName(spec),
                Fidelity = spec.Fidelity,
                Temperature = temperature,
                Episodes = spec.Evaluation.Episodes,
                Seed = (ulong)spec.Seed,
                Seeds = spec.Evaluation.Seeds,
                Environments = spec.Rollout.Environments,
                MaxNewTokens = spec.Rollout.MaxNewTokens,
                KeepPictures = keep,
                Progress = (episodes, successes, tokensSoFar) => Report(context, done, episodes, successes, clock.Rate(tokensSoFar)),
            }, cancellation);
        }
    }

    private static void Report(StageContext context, double done, int episodes, int successes, double rate)
    {
        if (episodes == 0 || episodes % EpisodesPerReport != 0)
        {
            return;
        }

        context.Report(
            StageNames.Evaluate, done + (0.5 * episodes / context.Manifest.Spec.Evaluation.Episodes),
            string.Create(CultureInfo.InvariantCulture, $"{episodes} episodes {(done > 0 ? "greedy" : "sampled")}"),
            new Dictionary<string, double> { [MetricNames.Sample.Success] = successes / (double)episodes, [MetricNames.Timing.TokensPerSecond] = rate });
    }

    private static long Sum(EvaluationResult result, Func<Core.Trajectories.StepRecord, long> of) =>
        result.Played.Sum(episode => episode.Steps.Sum(of));
}
