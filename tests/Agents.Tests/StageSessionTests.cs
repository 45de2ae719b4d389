using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using RL4VLM.Models.Checkpoints;
using RL4VLM.Models.Tokenization;

namespace RL4VLM.Agents.Tests;

public sealed class StageSessionTests : IDisposable
{
    private static readonly RunManifest Manifest = new() { Spec = new RunSpec { Model = new ModelSpec { Preset = ModelPreset.Tiny, Device = DeviceKind.Cpu } } };

    private readonly string folder = Directory.CreateTempSubdirectory("rl4vlm-session-").FullName;
    private readonly StageSession session = new();

    public void Dispose()
    {
        session.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_checkpoint_is_loaded_once()
    {
        DirectoryArtifactStore store = await StoreAsync();
        PolicyModel first = await session.GetPolicyAsync(store, ArtifactName.Checkpoint(1), Manifest, default);
        Assert.Same(first, await session.GetPolicyAsync(store, ArtifactName.Checkpoint(1), Manifest, default));
        Assert.NotSame(first, await session.GetPolicyAsync(store, ArtifactName.Checkpoint(2), Manifest, default));
    }

    [Fact]
    public async Task What_is_put_is_what_the_next_stage_gets()
    {
        DirectoryArtifactStore store = await StoreAsync();
        PolicyModel policy = await session.TakePolicyAsync(store, ArtifactName.Checkpoint(1), Manifest, default);
        session.Put(ArtifactName.Checkpoint(2), policy);
        Assert.Same(policy, await session.GetPolicyAsync(store, ArtifactName.Checkpoint(2), Manifest, default));
    }

    [Fact]
    public async Task A_taken_policy_is_no_longer_the_checkpoints()
    {
        DirectoryArtifactStore store = await StoreAsync();
        PolicyModel got = await session.GetPolicyAsync(store, ArtifactName.Checkpoint(1), Manifest, default);
        PolicyModel taken = await session.TakePolicyAsync(store, ArtifactName.Checkpoint(1), Manifest, default);
        Assert.Same(got, taken);
        Assert.NotSame(taken, await session.GetPolicyAsync(store, ArtifactName.Checkpoint(1), Manifest, default));
        taken.Dispose();
    }

    [Fact]
    public async Task A_checkpoint_never_committed_is_named()
    {
        DirectoryArtifactStore store = await StoreAsync();
        StageException error = await Assert.ThrowsAsync<StageException>(() => session.GetPolicyAsync(store, ArtifactName.Checkpoint(9), Manifest, default));
        Assert.Contains("checkpoints/0009", error.Message);
    }

    private async Task<DirectoryArtifactStore> StoreAsync()
    {
        var store = new DirectoryArtifactStore(folder);
        var (tokenizer, config) = BpeTrainer.Train(["{\"action\": \"+\"}"], 300);
        foreach (int iteration in new[] { 1, 2 })
        {
            using PolicyModel policy = LlavaPolicy.CreateTiny(new TinyPreset(), tokenizer, config, (ulong)iteration, session.Options(Manifest.Spec));
            await using IArtifactAttempt attempt = await store.BeginAsync(ArtifactName.Checkpoint(iteration));
            policy.Save(attempt.Directory);
            await attempt.CommitAsync(new StageSummary { Stage = "test" });
        }

        return store;
    }
}
