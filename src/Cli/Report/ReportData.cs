using System.Text.Json;
using System.Text.Json.Nodes;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Trajectories;

namespace RL4VLM.Cli.Report;

/// <summary>What the report is made of: the summaries of all committed stages and some evaluation episodes.</summary>
/// <param name="Run">The run's name.</param>
/// <param name="Manifest">The settled manifest as indented JSON; empty when there is none yet.</param>
/// <param name="Stages">Summaries with their commit times, in order of commit.</param>
/// <param name="Episodes">Episodes of evaluations, by checkpoint and task.</param>
public sealed record ReportData(string Run, string Manifest, IReadOnlyList<CommittedSummary> Stages, IReadOnlyList<EvaluationEpisodes> Episodes)
{
    private const string EpisodesFile = "episodes.msgpack";

    /// <summary>One line under the title.</summary>
    public string Subtitle
    {
        get
        {
            int iterations = Stages.Count(s => s.Summary.Stage == StageNames.Ppo);
            double cpu = Stages.Sum(s => s.Summary.Timings.GetValueOrDefault(MetricNames.Timing.CpuSeconds));
            double steps = Stages.Where(s => s.Summary.Stage == StageNames.Collect).Sum(s => s.Summary.Metrics.GetValueOrDefault(MetricNames.Sample.Steps));
            return $"{iterations} PPO iterations · {steps:0} environment steps · {Html.Duration(cpu)} CPU";
        }
    }

    public IEnumerable<StageSummary> Of(string stage) => Stages.Select(s => s.Summary).Where(s => s.Stage == stage);

    public static async Task<ReportData> LoadAsync(IArtifactStore store, CancellationToken cancellation)
    {
        var stages = new List<CommittedSummary>();
        var episodes = new List<EvaluationEpisodes>();
        foreach (string prefix in (string[])["checkpoints", "demonstrations", "trajectories", "evaluations"])
        {
            foreach (var artifact in await store.ListAsync(prefix, cancellation).ConfigureAwait(false))
            {
                if (await store.TryGetCommitAsync(artifact, cancellation).ConfigureAwait(false) is not { } commit)
                    continue;
                stages.Add(new CommittedSummary(commit.Summary, commit.Time));
                if (prefix == "evaluations" && commit.Files.Any(file => file.Name == EpisodesFile))
                    episodes.Add(await ReadEpisodesAsync(store, artifact, cancellation).ConfigureAwait(false));
            }
        }

        string? stored = await store.TryReadManifestAsync(cancellation).ConfigureAwait(false);
        string run = Path.GetFileName(Path.TrimEndingDirectorySeparator(store.Location));
        return new ReportData(run, stored is null ? "" : Indent(stored), [.. stages.OrderBy(s => s.Time)], episodes);
    }

    private static async Task<EvaluationEpisodes> ReadEpisodesAsync(IArtifactStore store, ArtifactName artifact, CancellationToken cancellation)
    {
        string folder = await store.MaterializeAsync(artifact, [EpisodesFile], cancellation).ConfigureAwait(false);
        using var reader = ShardReader.Open(Path.Combine(folder, EpisodesFile), $"{artifact.Path}/{EpisodesFile}");
        var steps = reader.ReadSteps().ToList();
        return new EvaluationEpisodes(artifact.Path.Split('/')[1], artifact.Leaf, [.. steps.GroupBy(s => s.Episode).Select(g => (IReadOnlyList<StepRecord>)[.. g])]);
    }

    private static string Indent(string json) => JsonNode.Parse(json)?.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) ?? "";
}

/// <summary>A committed stage.</summary>
public sealed record CommittedSummary(StageSummary Summary, DateTimeOffset Time);

/// <summary>Episodes stored by one evaluation.</summary>
public sealed record EvaluationEpisodes(string Checkpoint, string Task, IReadOnlyList<IReadOnlyList<StepRecord>> Episodes);
