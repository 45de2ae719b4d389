using System.Globalization;
using RL4VLM.Agents;
using RL4VLM.Agents.Episodes;
using RL4VLM.Agents.Stages;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Telemetry;
using RL4VLM.Environments;
using RL4VLM.Models.Checkpoints;
using RL4VLM.Models.Generation;

namespace RL4VLM.Rollout;

/// <summary>One worker's part of an iteration's trajectories: fresh seeded episodes of every task under the policy that ppo will improve.</summary>
public static class CollectStage
{
    private const int StepsPerReport = 64;

    public static Task<StageSummary> RunAsync(StageContext context, StageSession session, CancellationToken cancellation)
    {
        RunSpec spec = context.Manifest.Spec;
        if (context.Iteration < 1)
        {
            throw new StageException(ExitCodes.Usage, $"--iteration {context.Iteration}: collect runs in iterations 1 to {spec.Ppo.Iterations}");
        }

        if (context.Worker >= spec.Rollout.Workers)
        {
            throw new StageException(ExitCodes.Usage, $"--worker {context.Worker}: spec.rollout.workers is {spec.Rollout.Workers}, so workers are 0 to {spec.Rollout.Workers - 1}");
        }

        return CommittedStage.RunAsync(context, ArtifactName.Trajectories(context.Iteration, context.Worker), (folder, token) => WriteAsync(context, session, folder, token), cancellation);
    }

    private static async Task<StageSummary> WriteAsync(StageContext context, StageSession session, string folder, CancellationToken cancellation)
    {
        RunSpec spec = context.Manifest.Spec;
        session.Prepare(context.Manifest);
        ArtifactName checkpoint = ArtifactName.PolicyFor(context.Iteration);
        PolicyModel policy;
        using (StageSpans.StartArtifact(SpanNames.Load, checkpoint))
        {
            policy = await session.GetPolicyAsync(context.Store, checkpoint, context.Manifest, cancellation).ConfigureAwait(false);
        }

        var clock = new StageClock(context.Clock);
        int[] budgets = Shares.Split(
            Shares.Equal(spec.Ppo.StepsPerIteration, spec.Rollout.Workers, context.Worker), [.. spec.Tasks.Select(task => task.Weight)]);
        var tally = new EpisodeTally();
        using var shards = new WorkerShards(folder);
        int stepsBefore = 0;
        for (int i = 0; i < spec.Tasks.Count; i++)
        {
            if (budgets[i] == 0)
            {
                continue;
            }

            TaskSpec task = spec.Tasks[i];
            EpisodeSource source = null!;
            int before = stepsBefore;
            source = new EpisodeSource(Options(context, task, i, budgets[i]), new PolicyInput(policy.Prompts))
            {
                Stepped = () => Report(context, source, before, clock),
            };
            Generator.Run(policy, source, cancellation);
            shards.Begin(TaskShards.Header(context, task, checkpoint.Leaf, policy.Tokenizer.Hash));
            foreach (Episode episode in source.Episodes)
            {
                shards.Write(episode);
                tally.Add(episode);
            }

            stepsBefore += source.StepsDone;
        }

        shards.Finish();
        EpisodeStatistics statistics = tally.Statistics;
        return new StageSummary
        {
            Stage = StageNames.Collect,
            Iteration = context.Iteration,
            Worker = context.Worker,
            Metrics = RolloutMetrics.Of(statistics),
            Timings = clock.Timings(statistics.Tokens, statistics.Steps),
        };
    }

    private static EpisodeOptions Options(StageContext context, TaskSpec task, int index, int budget)
    {
        RunSpec spec = context.Manifest.Spec;
        ulong seed = SeedMix.Of((ulong)spec.Seed, "collect", context.Iteration, context.Worker, index);
        return TaskEpisodes.Options(task, spec.Fidelity, TaskEpisodes.TrainingSeeds(seed)) with
        {
            Model = TaskEpisodes.ModelName(spec),
            // A slot more than there are steps to make would only be begun to be finished.
            Slots = Math.Min(spec.Rollout.Environments, budget),
            SamplingSeed = seed,
            Temperature = spec.Rollout.Temperature,
            MaxNewTokens = spec.Rollout.MaxNewTokens,
            StepBudget = budget,
            AvoidHeldOut = true,
        };
    }

    private static void Report(StageContext context, EpisodeSource source, int stepsBefore, StageClock clock)
    {
        int steps = stepsBefore + source.StepsDone;
        if (source.StepsDone % StepsPerReport != 0)
        {
            return;
        }

        double share = steps * context.Manifest.Spec.Rollout.Workers / (double)context.Manifest.Spec.Ppo.StepsPerIteration;
        context.Report(StageNames.Collect, Math.Min(1, share), string.Create(CultureInfo.InvariantCulture, $"{steps} steps"), new Dictionary<string, double>
        {
            [MetricNames.Sample.Success] = source.SuccessesDone / (double)Math.Max(1, source.EpisodesDone),
            [MetricNames.Timing.TokensPerSecond] = clock.Rate(source.TokensDone),
        });
    }
}
