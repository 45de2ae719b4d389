using RL4VLM.Agents;
using RL4VLM.Agents.Dialogues;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Trajectories;
using RL4VLM.Models.Checkpoints;
using RL4VLM.Models.Tokenization;

namespace RL4VLM.Evaluator.Tests;

public sealed class EvaluateStageTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("rl4vlm-evaluate-").FullName;
    private readonly StageSession session = new();

    private RunManifest manifest = new()
    {
        Metadata = new RunMetadata { Name = "tiny" },
        Spec = new RunSpec
        {
            Deterministic = true,
            Model = new ModelSpec { Preset = ModelPreset.Tiny, Device = DeviceKind.Cpu },
            Tasks = [new TaskSpec { Name = "numberline" }],
            Rollout = new RolloutSpec { Environments = 4, MaxNewTokens = 8 },
            Evaluation = new EvaluationSpec { Episodes = 25 },
        },
    };

    public void Dispose()
    {
        session.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Commits_the_report_and_the_first_episodes()
    {
        DirectoryArtifactStore store = await StoreAsync();
        StageSummary summary = await EvaluateStage.RunAsync(Context(store, "numberline"), session, default);
        Assert.Equal(["evaluations/0000-sft/numberline"], summary.Artifacts);
        Assert.Equal(25, summary.Metrics["rl.evaluation.sampled.episodes"]);
        Assert.Equal(25, summary.Metrics["rl.evaluation.greedy.episodes"]);

        string artifact = await store.MaterializeAsync(ArtifactName.Evaluation("0000-sft", "numberline"));
        EvaluationReport report = EvaluationReport.Parse(await File.ReadAllBytesAsync(Path.Combine(artifact, "evaluation.json")));
        Assert.Equal(("0000-sft", "numberline"), (report.Checkpoint, report.Task));
        Assert.Equal(summary.Metrics["rl.evaluation.sampled.success_rate"], report.Sampled.SuccessRate);
        Assert.Equal((0.2, 0.0), (report.Sampled.Temperature, report.Greedy.Temperature));
        Assert.Null(report.RollingWindow);

        using var shard = ShardReader.Open(Path.Combine(artifact, "episodes.msgpack"));
        StepRecord[] steps = [.. shard.ReadSteps()];
        Assert.Equal("0000-sft", shard.Header.PolicyCheckpoint);
        Assert.Equal(20, steps.Select(step => step.Episode).Distinct().Count());
        Assert.All(steps, step => Assert.True(step.Image.Length > 0 && step.Info.ContainsKey("text")));
    }

    [Fact]
    public async Task Paper_fidelity_also_tells_the_rolling_window_over_training()
    {
        manifest = manifest with { Spec = manifest.Spec with { Fidelity = Fidelity.Paper } };
        DirectoryArtifactStore store = await StoreAsync();
        await CommitTrajectoryAsync(store, [true, false, true, true]);
        await CommitPolicyAsync(store, ArtifactName.Checkpoint(1));
        await EvaluateStage.RunAsync(Context(store, "numberline") with { Iteration = 1 }, session, default);
        string artifact = await store.MaterializeAsync(ArtifactName.Evaluation("0001", "numberline"));
        EvaluationReport report = EvaluationReport.Parse(await File.ReadAllBytesAsync(Path.Combine(artifact, "evaluation.json")));
        Assert.Equal(new RollingWindow(200, 4, 0.75, 0.75), report.RollingWindow);
    }

    [Fact]
    public async Task A_task_the_manifest_lacks_is_a_usage_error()
    {
        DirectoryArtifactStore store = await StoreAsync();
        StageException error = await Assert.ThrowsAsync<StageException>(() => EvaluateStage.RunAsync(Context(store, "chess"), session, default));
        Assert.Equal(ExitCodes.Usage, error.ExitCode);
    }

    private StageContext Context(DirectoryArtifactStore store, string task) => new() { Manifest = manifest, Run = "tiny", Task = task, Store = store };

    private async Task<DirectoryArtifactStore> StoreAsync()
    {
        var store = new DirectoryArtifactStore(folder);
        await CommitPolicyAsync(store, ArtifactName.SftCheckpoint);
        return store;
    }

    private async Task CommitPolicyAsync(DirectoryArtifactStore store, ArtifactName checkpoint)
    {
        var (tokenizer, config) = BpeTrainer.Train(TaskDialogues.For(manifest.Spec.Tasks[0], Fidelity.Corrected).Corpus(), 512);
        using PolicyModel policy = LlavaPolicy.CreateTiny(new TinyPreset(), tokenizer, config, 1, session.Options(manifest.Spec));
        await using IArtifactAttempt attempt = await store.BeginAsync(checkpoint);
        policy.Save(attempt.Directory);
        await attempt.CommitAsync(new StageSummary { Stage = "test" });
    }

    private static async Task CommitTrajectoryAsync(DirectoryArtifactStore store, bool[] successes)
    {
        await using IArtifactAttempt attempt = await store.BeginAsync(ArtifactName.Trajectories(1, 0));
        var header = new ShardHeader { Run = "tiny", PolicyCheckpoint = "0000-sft", Task = "numberline", EnvironmentVersion = "1", TokenizerHash = "x" };
        using (var writer = ShardWriter.Create(Path.Combine(attempt.Directory, "shard-000.msgpack"), header))
        {
            for (int i = 0; i < successes.Length; i++)
            {
                writer.Write(new StepRecord { Episode = i, Image = [], PromptIds = [1], OutputIds = [2], LogProbabilities = [0], Terminated = true, Success = successes[i] });
            }

            writer.Finish();
        }

        await attempt.CommitAsync(new StageSummary { Stage = "test" });
    }
}
