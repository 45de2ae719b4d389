using System.Globalization;
using RL4VLM.Agents;
using RL4VLM.Agents.Episodes;
using RL4VLM.Agents.Stages;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using RL4VLM.Environments;
using RL4VLM.Models.Checkpoints;

namespace RL4VLM.Rollout;

/// <summary>Writes demonstrations: the scripted expert plays, its answers in the tokens of checkpoint 0000. Reads no weights.</summary>
public static class DemonstrateStage
{
    private const int EpisodesPerReport = 500;

    public static Task<StageSummary> RunAsync(StageContext context, StageSession session, CancellationToken cancellation)
    {
        if (context.Manifest.Spec.Sft.Demonstrations.Source != DemonstrationSource.Expert)
        {
            throw new StageException(ExitCodes.BadManifest, "spec.sft.demonstrations.source: dataset is not available in this build; use expert");
        }

        return CommittedStage.RunAsync(context, ArtifactName.Demonstrations(0), (folder, token) => WriteAsync(context, folder, token), cancellation);
    }

    private static async Task<StageSummary> WriteAsync(StageContext context, string folder, CancellationToken cancellation)
    {
        RunSpec spec = context.Manifest.Spec;
        PromptEncoder prompts = await LoadPromptsAsync(context.Store, cancellation).ConfigureAwait(false);
        var clock = new StageClock(context.Clock);
        int[] counts = Shares.Split(spec.Sft.Demonstrations.Episodes, [.. spec.Tasks.Select(task => task.Weight)]);
        var tally = new EpisodeTally();
        using var shards = new WorkerShards(folder);
        int done = 0;
        for (int i = 0; i < spec.Tasks.Count; i++)
        {
            TaskSpec task = spec.Tasks[i];
            ulong seed = SeedMix.Of((ulong)spec.Seed, "demonstrate", i);
            EpisodeOptions options = TaskEpisodes.Options(task, spec.Fidelity, TaskEpisodes.TrainingSeeds(seed)) with { SamplingSeed = seed, AvoidHeldOut = true };
            var player = new ExpertPlayer(options, TaskEpisodes.Expert(task, spec), new PolicyInput(prompts));
            shards.Begin(TaskShards.Header(context, task, "expert", prompts.Tokenizer.Hash));
            for (int episode = 0; episode < counts[i]; episode++)
            {
                cancellation.ThrowIfCancellationRequested();
                Episode played = player.Play(episode);
                shards.Write(played);
                tally.Add(played);
                if (++done % EpisodesPerReport == 0)
                {
                    context.Report(StageNames.Demonstrate, done / (double)spec.Sft.Demonstrations.Episodes,
                        string.Create(CultureInfo.InvariantCulture, $"{done} episodes"));
                }
            }
        }

        shards.Finish();
        EpisodeStatistics statistics = tally.Statistics;
        return new StageSummary
        {
            Stage = StageNames.Demonstrate,
            Metrics = RolloutMetrics.Of(statistics),
            Timings = clock.Timings(statistics.Tokens, statistics.Steps),
        };
    }

    private static async Task<PromptEncoder> LoadPromptsAsync(IArtifactStore store, CancellationToken cancellation)
    {
        ArtifactName checkpoint = ArtifactName.Checkpoint(0);
        Commit commit = await store.TryGetCommitAsync(checkpoint, cancellation).ConfigureAwait(false)
            ?? throw StageException.Corrupt($"{store.Location}/{checkpoint}", "was never committed; run initialize first");
        string[] files = [.. commit.Files.Select(file => file.Name).Intersect(PromptEncoder.Files)];
        return PromptEncoder.Load(await store.MaterializeAsync(checkpoint, files, cancellation).ConfigureAwait(false));
    }
}
