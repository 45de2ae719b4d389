using Azure.Storage.Blobs.Models;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Tests.Artifacts;

/// <summary>The blob store against a real Azurite: everything stores promise, the layout, and what is kept on this machine.</summary>
[Collection(AzuriteFixture.Collection)]
public sealed class AzureBlobArtifactStoreTests(AzuriteFixture azurite) : ArtifactStoreConformance, IDisposable
{
    private readonly BlobRun run = new(azurite.Server);

    public void Dispose() => run.Dispose();

    protected override IArtifactStore Open(TimeProvider? clock = null) => run.Open(run.Options() with { Clock = clock ?? TimeProvider.System });

    protected override async Task PutDocumentAsync(ArtifactName artifact, string name, byte[] bytes)
    {
        await run.Container.CreateIfNotExistsAsync();
        await run.Blob($"{artifact}/{name}").UploadAsync(BinaryData.FromBytes(bytes), overwrite: true);
    }

    protected override async Task DamageAsync(ArtifactName artifact, string file, string? content)
    {
        var blob = await run.PayloadAsync(artifact, file);
        if (content is null) await blob.DeleteAsync();
        else await blob.UploadAsync(BinaryData.FromString(content), overwrite: true);
    }

    protected override async Task<IReadOnlyList<string>> LeftoversAsync() => await run.LeftoversAsync();

    [Fact]
    public async Task A_commit_lies_at_the_artifact_and_names_the_attempt_that_holds_the_bytes()
    {
        Commit commit = await WriteAsync(Open(), Seven, ("config.json", "{}"));
        await Open().SettleManifestAsync("{}");
        Assert.Equal([$".attempts/checkpoints/0007/{commit.Attempt}/config.json", "checkpoints/0007/_commit.json", "manifest.json"], await run.NamesAsync());
    }

    [Fact]
    public async Task Pruning_everything_leaves_the_commit_and_the_record()
    {
        await WriteAsync(Open(), Seven, ("model", "m"));
        await Open().PruneAsync(Seven);
        Assert.Equal(["checkpoints/0007/_commit.json", "checkpoints/0007/_pruned.json"], await run.NamesAsync());
    }

    [Fact]
    public async Task Two_prunings_at_once_lose_neither_ones_record()
    {
        string[] files = ["a", "b", "c", "d"];
        await WriteAsync(Open(), Seven, [.. files.Select(file => (file, file))]);
        await Task.WhenAll(files[..3].Select(file => Task.Run(() => Open().PruneAsync(Seven, [file]))));
        foreach (string file in files[..3])
        {
            StageException error = await Assert.ThrowsAsync<StageException>(() => Open().MaterializeAsync(Seven, [file]));
            Assert.Contains("pruned", error.Message, StringComparison.Ordinal);
        }

        await Open().MaterializeAsync(Seven, ["d"]);
    }

    [Fact]
    public async Task A_file_of_40_MiB_travels_as_blocks_and_comes_back_whole()
    {
        byte[] bytes = new byte[(40 << 20) + 12345];
        new Random(7).NextBytes(bytes);
        await using (IArtifactAttempt attempt = await Open().BeginAsync(Seven))
        {
            await File.WriteAllBytesAsync(Path.Combine(attempt.Directory, "model.safetensors"), bytes);
            await attempt.CommitAsync(new StageSummary { Stage = StageNames.Ppo });
        }

        var blob = await run.PayloadAsync(Seven, "model.safetensors");
        Assert.Equal(bytes.Length, (await blob.GetPropertiesAsync()).Value.ContentLength);
        BlockList blocks = await new Azure.Storage.Blobs.Specialized.BlockBlobClient(azurite.Server.ConnectionString, BlobRun.ContainerName, blob.Name).GetBlockListAsync();
        Assert.Equal(6, blocks.CommittedBlocks.Count());
        string folder = await Open().MaterializeAsync(Seven);
        byte[] back = await File.ReadAllBytesAsync(Path.Combine(folder, "model.safetensors"));
        Assert.True(bytes.AsSpan().SequenceEqual(back));
    }

    [Theory]
    [InlineData("../../other")]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF")]
    public async Task A_commit_whose_attempt_is_no_attempt_is_refused(string attempt)
    {
        var commit = new Commit(attempt, [new CommittedFile("a", 1, new string('a', 64))], new StageSummary { Stage = "ppo" }, DateTimeOffset.UnixEpoch, "h", null);
        await PutDocumentAsync(Seven, ArtifactPaths.CommitFile, CommitJson.Write(commit));
        StageException error = await Assert.ThrowsAsync<StageException>(() => Open().MaterializeAsync(Seven));
        Assert.Equal(ExitCodes.CorruptInput, error.ExitCode);
    }

    [Fact]
    public async Task A_file_that_blob_names_cannot_hold_is_refused_before_the_commit()
    {
        await using IArtifactAttempt attempt = await Open().BeginAsync(Seven);
        await File.WriteAllTextAsync(Path.Combine(attempt.Directory, "dotted."), "x");
        await Assert.ThrowsAsync<ArgumentException>(() => attempt.CommitAsync(new StageSummary { Stage = "ppo" }));
        Assert.Null(await Open().TryGetCommitAsync(Seven));
    }

    [Fact]
    public async Task Leftovers_of_dead_attempts_go_only_where_a_commit_exists_and_the_winner_stays()
    {
        await run.Container.CreateIfNotExistsAsync();
        string dead = $".attempts/checkpoints/0007/{Guid.NewGuid():N}/half";
        string late = $".attempts/checkpoints/0007/{Guid.NewGuid():N}/half";
        string other = $".attempts/checkpoints/0008/{Guid.NewGuid():N}/half";
        foreach (string name in new[] { dead, other }) await run.Blob(name).UploadAsync(BinaryData.FromString("x"));
        await Open().SettleManifestAsync("{}");
        Assert.Contains(dead, await run.NamesAsync());

        await WriteAsync(Open(), Seven, ("a", "b"));
        Assert.Equal([other], await run.LeftoversAsync());
        await run.Blob(late).UploadAsync(BinaryData.FromString("x"));
        await Open().SettleManifestAsync("{}");
        Assert.Equal([other], await run.LeftoversAsync());
        await Open().MaterializeAsync(Seven);
    }

    [Fact]
    public async Task What_a_process_committed_or_downloaded_is_not_downloaded_again_on_that_machine()
    {
        AzureBlobOptions machine = run.Options();
        await WriteAsync(run.Open(machine), Seven, ("a", "abc"));
        AzureBlobOptions other = run.Options();
        await run.Open(other).MaterializeAsync(Seven);
        await (await run.PayloadAsync(Seven, "a")).DeleteAsync();
        foreach (AzureBlobOptions options in new[] { machine, other })
        {
            string folder = await run.Open(options).MaterializeAsync(Seven);
            Assert.Equal("abc", await File.ReadAllTextAsync(Path.Combine(folder, "a")));
        }

        await Assert.ThrowsAsync<StageException>(() => Open().MaterializeAsync(Seven));
    }

    [Fact]
    public async Task A_download_that_was_damaged_on_this_machine_is_fetched_again()
    {
        await WriteAsync(Open(), Seven, ("a", "abc"));
        AzureBlobOptions machine = run.Options();
        string path = Path.Combine(await run.Open(machine).MaterializeAsync(Seven), "a");
        await File.WriteAllTextAsync(path, "abd");
        await run.Open(machine).MaterializeAsync(Seven);
        Assert.Equal("abc", await File.ReadAllTextAsync(path));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public async Task Old_downloads_go_when_a_process_starts_beyond_the_limit_except_those_of_live_processes()
    {
        AzureBlobOptions machine = run.Options() with { ScratchLimit = 150 };
        AzureBlobArtifactStore live = run.Open(machine);
        foreach (int iteration in new[] { 1, 2 }) await WriteAsync(live, ArtifactName.Checkpoint(iteration), ("a", new string('x', 100)));
        string first = await live.MaterializeAsync(ArtifactName.Checkpoint(1));
        string second = await live.MaterializeAsync(ArtifactName.Checkpoint(2));

        using var neighbour = new BlobRun(azurite.Server);
        await WriteAsync(neighbour.Open(machine), Seven, ("a", "b"));
        Assert.True(Directory.Exists(first));

        // The process is gone when nothing holds the lock any more.
        string blobs = Path.Combine(machine.Scratch, "blobs");
        string copy = Path.Combine(run.Options().Scratch, "blobs");
        CopyFolder(blobs, copy);
        string CopyOf(string folder) => Path.Combine(copy, Path.GetRelativePath(blobs, folder));
        Directory.SetLastWriteTimeUtc(CopyOf(first), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await WriteAsync(neighbour.Open(machine with { Scratch = Path.GetDirectoryName(copy)! }), ArtifactName.Checkpoint(9), ("a", "b"));
        Assert.False(Directory.Exists(CopyOf(first)));
        Assert.True(Directory.Exists(CopyOf(second)));
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (string path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.WriteAllBytes(copy, path.EndsWith(".lock", StringComparison.Ordinal) ? [] : File.ReadAllBytes(path));
        }
    }
}
