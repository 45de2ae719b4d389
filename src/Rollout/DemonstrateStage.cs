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
        var all = new List<Episode>();
        for (int i = 0; i < spec.Tasks.Count; i++)
        {
            TaskSpec task = spec.Tasks[i];
            ulong seed = SeedMix.Of((ulong)spec.Seed, "demonstrate", i);
            EpisodeOptions options = TaskEpisodes.Options(task, spec.Fidelity, TaskEpisodes.TrainingSeeds(seed)) with { SamplingSeed = seed, AvoidHeldOut = true };
            var player = new ExpertPlayer(options, TaskEpisodes.Expert(task, spec), new PolicyInput(prompts));
            var episodes = new List<Episode>(counts[i]);
            for (int episode = 0; episode < counts[i]; episode++)
            {
                cancellation.ThrowIfCancellationRequested();
                episodes.Add(player.Play(episode));
                if ((all.Count + episodes.Count) % EpisodesPerReport == 0)
                {
                    context.Report(StageNames.Demonstrate, (all.Count + episodes.Count) / (double)spec.Sft.Demonstrations.Episodes,
                        string.Create(CultureInfo.InvariantCulture, $"{all.Count + episodes.Count} episodes"));
                }
            }

            TaskShards.Write(folder, i, TaskShards.Header(context, task, "expert", prompts.Tokenizer.Hash), episodes);
            all.AddRange(episodes);
        }

        EpisodeStatistics statistics = EpisodeStatistics.Of(all);
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
