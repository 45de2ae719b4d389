using RL4VLM.Agents;
using RL4VLM.Agents.Dialogues;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Trajectories;
using RL4VLM.Models.Checkpoints;
using RL4VLM.Models.Tokenization;

namespace RL4VLM.Rollout.Tests;

/// <summary>A run in a folder of its own with an untrained tiny model as checkpoints 0000 and 0000-sft.</summary>
internal sealed class TinyRun : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("rl4vlm-rollout-").FullName;

    private TinyRun(RunManifest manifest)
    {
        Manifest = manifest;
        Store = new DirectoryArtifactStore(folder);
    }

    public RunManifest Manifest { get; }

    public DirectoryArtifactStore Store { get; }

    public StageSession Session { get; } = new();

    public static async Task<TinyRun> CreateAsync(Func<RunSpec, RunSpec>? change = null)
    {
        var spec = new RunSpec
        {
            Seed = 5,
            Deterministic = true,
            Model = new ModelSpec { Preset = ModelPreset.Tiny, Device = DeviceKind.Cpu },
            Tasks = [new TaskSpec { Name = "numberline" }],
            Sft = new SftSpec { Demonstrations = new DemonstrationSpec { Episodes = 30, Noise = 0.2, Mistakes = 0.4 } },
            Ppo = new PpoSpec { StepsPerIteration = 40 },
            Rollout = new RolloutSpec { Workers = 2, Environments = 4, MaxNewTokens = 12 },
            Evaluation = new EvaluationSpec { Episodes = 10 },
        };
        var run = new TinyRun(new RunManifest { Metadata = new RunMetadata { Name = "tiny" }, Spec = change?.Invoke(spec) ?? spec });
        await run.CommitPolicyAsync();
        return run;
    }

    public StageContext Context(int iteration = 0, int worker = 0, string? task = null) => new()
    {
        Manifest = Manifest,
        Run = "tiny",
        Iteration = iteration,
        Worker = worker,
        Task = task,
        Store = Store,
    };

    public async Task<(ShardHeader Header, StepRecord[] Steps)> ReadAsync(ArtifactName artifact, string file = "shard-000.msgpack")
    {
        string path = Path.Combine(await Store.MaterializeAsync(artifact), file);
        using var reader = ShardReader.Open(path, file);
        return (reader.Header, [.. reader.ReadSteps()]);
    }

    public async Task<byte[]> BytesAsync(ArtifactName artifact, string file = "shard-000.msgpack") =>
        await File.ReadAllBytesAsync(Path.Combine(await Store.MaterializeAsync(artifact), file));

    public void Dispose()
    {
        Session.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task CommitPolicyAsync()
    {
        Session.Prepare(Manifest);
        var corpus = Manifest.Spec.Tasks.SelectMany(task => TaskDialogues.For(task, Fidelity.Corrected).Corpus());
        var (tokenizer, config) = BpeTrainer.Train(corpus, 512);
        using PolicyModel policy = LlavaPolicy.CreateTiny(new TinyPreset(), tokenizer, config, 1, Session.Options(Manifest.Spec));
        foreach (ArtifactName checkpoint in new[] { ArtifactName.Checkpoint(0), ArtifactName.SftCheckpoint })
        {
            await using IArtifactAttempt attempt = await Store.BeginAsync(checkpoint);
            policy.Save(attempt.Directory);
            await attempt.CommitAsync(new StageSummary { Stage = "test" });
        }
    }
}
