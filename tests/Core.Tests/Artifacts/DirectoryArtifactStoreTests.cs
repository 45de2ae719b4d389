using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Tests.Artifacts;

/// <summary>The directory store: everything stores promise, and that an artifact is a plain folder.</summary>
public sealed class DirectoryArtifactStoreTests : ArtifactStoreConformance, IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("rl4vlm-store-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    protected override IArtifactStore Open(TimeProvider? clock = null) => new DirectoryArtifactStore(root, clock);

    protected override Task PutDocumentAsync(ArtifactName artifact, string name, byte[] bytes)
    {
        Directory.CreateDirectory(Path.Combine(root, artifact.Path));
        return File.WriteAllBytesAsync(Path.Combine(root, artifact.Path, name), bytes);
    }

    protected override async Task DamageAsync(ArtifactName artifact, string file, string? content)
    {
        string path = Path.Combine(root, artifact.Path, file);
        if (content is null) File.Delete(path);
        else await File.WriteAllTextAsync(path, content);
    }

    protected override Task<IReadOnlyList<string>> LeftoversAsync()
    {
        string attempts = Path.Combine(root, ".attempts");
        return Task.FromResult<IReadOnlyList<string>>(Directory.Exists(attempts) ? Directory.GetFileSystemEntries(attempts) : []);
    }

    [Fact]
    public async Task A_committed_artifact_is_a_folder_that_other_tools_load()
    {
        await WriteAsync(Open(), Seven, ("config.json", "{}"));
        Assert.Equal(Path.Combine(root, "checkpoints", "0007"), await Open().MaterializeAsync(Seven));
        await Open().PruneAsync(Seven);
        Assert.Equal(["_commit.json", "_pruned.json"], Directory.GetFileSystemEntries(Path.Combine(root, "checkpoints", "0007")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_file_changed_after_it_was_verified_is_verified_again()
    {
        IArtifactStore store = Open();
        await WriteAsync(store, Seven, ("data", "abcdef"));
        await store.MaterializeAsync(Seven);
        string path = Path.Combine(root, "checkpoints", "0007", "data");
        await File.WriteAllTextAsync(path, "abcdeX");
        File.SetLastWriteTimeUtc(path, new DateTime(2031, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await Assert.ThrowsAsync<StageException>(() => store.MaterializeAsync(Seven));
    }

    [Fact]
    public async Task Leftovers_of_dead_attempts_go_only_where_a_commit_exists_and_live_ones_stay()
    {
        IArtifactStore store = Open();
        string dead = Path.Combine(root, ".attempts", $"checkpoints+0007-{Guid.NewGuid():N}");
        string other = Path.Combine(root, ".attempts", $"checkpoints+0008-{Guid.NewGuid():N}");
        foreach (string folder in new[] { dead, other })
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(Path.Combine(folder, "half"), "x");
            await File.WriteAllTextAsync(folder + ".lock", "");
        }

        await using IArtifactAttempt live = await store.BeginAsync(Seven);
        await store.SettleManifestAsync("{}");
        Assert.True(Directory.Exists(dead));
        await WriteAsync(store, Seven, ("a", "b"));
        Assert.False(Directory.Exists(dead));
        Assert.False(File.Exists(dead + ".lock"));
        Assert.True(Directory.Exists(other));
        Assert.True(Directory.Exists(live.Directory));
    }

    [Fact]
    public async Task Settling_leaves_nothing_but_the_manifest()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => Open().SettleManifestAsync($"{{\"writer\":{i}}}"))));
        Assert.Equal(["manifest.json"], Directory.GetFiles(root).Select(Path.GetFileName));
    }
}
