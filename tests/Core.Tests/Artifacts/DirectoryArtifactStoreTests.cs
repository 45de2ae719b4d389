using System.Text;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Tests.Artifacts;

public sealed class DirectoryArtifactStoreTests : IDisposable
{
    private static readonly ArtifactName Seven = ArtifactName.Checkpoint(7);

    private readonly string root = Directory.CreateTempSubdirectory("rl4vlm-store-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task A_committed_artifact_is_a_plain_folder_with_its_files_and_a_commit()
    {
        var store = new DirectoryArtifactStore(root);
        Commit commit = await WriteAsync(store, Seven, ("config.json", "{}"), ("nested/part.bin", "abc"));

        Assert.Equal(["config.json", "nested/part.bin"], commit.Files.Select(file => file.Name));
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", commit.Files[1].Sha256);
        string folder = await store.MaterializeAsync(Seven);
        Assert.Equal(Path.Combine(root, "checkpoints", "0007"), folder);
        Assert.Equal("{}", await File.ReadAllTextAsync(Path.Combine(folder, "config.json")));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(root, ".attempts")));
    }

    [Fact]
    public async Task Nothing_is_there_before_the_commit_and_disposing_removes_the_attempt()
    {
        var store = new DirectoryArtifactStore(root);
        IArtifactAttempt attempt = await store.BeginAsync(Seven);
        await File.WriteAllTextAsync(Path.Combine(attempt.Directory, "a"), "half");
        Assert.Null(await store.TryGetCommitAsync(Seven));
        Assert.Empty(await store.ListAsync("checkpoints"));
        await attempt.DisposeAsync();
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(root, ".attempts")));
        StageException error = await Assert.ThrowsAsync<StageException>(() => store.MaterializeAsync(Seven));
        Assert.Contains("never committed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_commit_survives_its_json_with_every_field()
    {
        var clock = new FixedClock(new DateTimeOffset(2025, 3, 4, 5, 6, 7, TimeSpan.Zero));
        var store = new DirectoryArtifactStore(root, clock);
        var summary = new StageSummary
        {
            Stage = StageNames.Collect,
            Iteration = 3,
            Worker = 2,
            Task = "numberline",
            Metrics = new Dictionary<string, double> { ["reward"] = -0.125, ["gap"] = double.NaN, ["max"] = double.PositiveInfinity },
            Timings = new Dictionary<string, double> { ["wall_seconds"] = 1.5 },
        };
        await using IArtifactAttempt attempt = await store.BeginAsync(ArtifactName.Trajectories(3, 2));
        await File.WriteAllTextAsync(Path.Combine(attempt.Directory, "shard"), "x");
        Commit written = await attempt.CommitAsync(summary);
        Commit read = (await new DirectoryArtifactStore(root).TryGetCommitAsync(ArtifactName.Trajectories(3, 2)))!;

        Assert.Equal(written.Attempt, read.Attempt);
        Assert.Equal(written.Files, read.Files);
        Assert.Equal(clock.GetUtcNow(), read.Time);
        Assert.Equal(Environment.MachineName, read.Host);
        Assert.Equal((3, 2, "numberline"), (read.Summary.Iteration, read.Summary.Worker, read.Summary.Task));
        Assert.Equal(summary.Metrics, read.Summary.Metrics);
        Assert.Equal(summary.Timings, read.Summary.Timings);
    }

    [Fact]
    public async Task Of_many_racing_attempts_one_wins_and_all_see_its_commit()
    {
        var stores = Enumerable.Range(0, 8).Select(_ => new DirectoryArtifactStore(root)).ToArray();
        Commit[] commits = await Task.WhenAll(stores.Select((store, i) => Task.Run(async () =>
        {
            Commit commit = await WriteAsync(store, Seven, ("who", $"writer {i}"));
            await store.MaterializeAsync(Seven);
            return commit;
        })));

        string winner = Assert.Single(commits.Select(commit => commit.Attempt).Distinct());
        Assert.Equal(winner, (await stores[0].TryGetCommitAsync(Seven))!.Attempt);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(root, ".attempts")));
    }

    [Fact]
    public async Task A_changed_byte_a_cut_file_and_a_missing_file_are_each_exit_65_naming_the_file()
    {
        var store = new DirectoryArtifactStore(root);
        await WriteAsync(store, Seven, ("flipped", "abcdef"), ("cut", "abcdef"), ("gone", "abcdef"));
        string folder = Path.Combine(root, "checkpoints", "0007");
        await File.WriteAllTextAsync(Path.Combine(folder, "flipped"), "abcdeg");
        await File.WriteAllTextAsync(Path.Combine(folder, "cut"), "abc");
        File.Delete(Path.Combine(folder, "gone"));

        var fresh = new DirectoryArtifactStore(root);
        foreach ((string file, string complaint) in new[] { ("flipped", "SHA-256"), ("cut", "3 bytes"), ("gone", "missing"), ("absent", "no file") })
        {
            StageException error = await Assert.ThrowsAsync<StageException>(() => fresh.MaterializeAsync(Seven, [file]));
            Assert.Equal(ExitCodes.CorruptInput, error.ExitCode);
            Assert.Contains(file, error.Message, StringComparison.Ordinal);
            Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_file_changed_after_it_was_verified_is_verified_again()
    {
        var store = new DirectoryArtifactStore(root);
        await WriteAsync(store, Seven, ("data", "abcdef"));
        await store.MaterializeAsync(Seven);
        string path = Path.Combine(root, "checkpoints", "0007", "data");
        await File.WriteAllTextAsync(path, "abcdeX");
        File.SetLastWriteTimeUtc(path, new DateTime(2031, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await Assert.ThrowsAsync<StageException>(() => store.MaterializeAsync(Seven));
    }

    [Fact]
    public async Task Pruning_keeps_the_commit_and_says_so_when_the_file_is_wanted()
    {
        var store = new DirectoryArtifactStore(root);
        await WriteAsync(store, Seven, ("model", "m"), ("optimizer", "o"), ("deep/er", "d"));
        await store.PruneAsync(Seven, ["optimizer", "unknown"]);
        await store.MaterializeAsync(Seven, ["model"]);
        StageException error = await Assert.ThrowsAsync<StageException>(() => store.MaterializeAsync(Seven));
        Assert.Contains("pruned", error.Message, StringComparison.Ordinal);

        await store.PruneAsync(Seven);
        await store.PruneAsync(Seven);
        Assert.NotNull(await store.TryGetCommitAsync(Seven));
        Assert.Equal([Seven], await store.ListAsync("checkpoints"));
        Assert.Equal(["_commit.json", "_pruned.json"], Directory.GetFileSystemEntries(Path.Combine(root, "checkpoints", "0007")).Select(Path.GetFileName).Order());
        Commit again = await WriteAsync(store, Seven, ("model", "other"));
        Assert.Equal(3, again.Files.Count);
    }

    [Fact]
    public async Task Leftovers_of_dead_attempts_go_only_where_a_commit_exists_and_live_ones_stay()
    {
        var store = new DirectoryArtifactStore(root);
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
    public async Task The_manifest_settles_once()
    {
        string[] settled = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => new DirectoryArtifactStore(root).SettleManifestAsync($"{{\"writer\":{i}}}"))));
        Assert.Single(settled.Distinct());
        Assert.Equal(settled[0], await new DirectoryArtifactStore(root).SettleManifestAsync("{\"late\":true}"));
        Assert.Equal(["manifest.json"], Directory.GetFiles(root).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../b")]
    [InlineData("a//b")]
    [InlineData("a\\b")]
    [InlineData("_commit.json")]
    [InlineData("c:/x")]
    [InlineData("")]
    public async Task A_commit_that_names_a_hostile_file_is_refused(string hostile)
    {
        var store = new DirectoryArtifactStore(root);
        string folder = Path.Combine(root, "checkpoints", "0007");
        Directory.CreateDirectory(folder);
        var commit = new Commit("x", [new CommittedFile(hostile, 1, new string('a', 64))], new StageSummary { Stage = "ppo" }, DateTimeOffset.UnixEpoch, "h", null);
        await File.WriteAllBytesAsync(Path.Combine(folder, "_commit.json"), CommitJson.Write(commit));
        foreach (Func<Task> read in new Func<Task>[] { () => store.TryGetCommitAsync(Seven), () => store.MaterializeAsync(Seven), () => store.PruneAsync(Seven) })
        {
            StageException error = await Assert.ThrowsAsync<StageException>(read);
            Assert.Equal(ExitCodes.CorruptInput, error.ExitCode);
        }
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1,2]")]
    [InlineData("{\"attempt\":\"a\",\"files\":[null],\"summary\":{\"stage\":\"ppo\"},\"time\":\"2020-01-01T00:00:00Z\",\"host\":\"h\"}")]
    public async Task A_damaged_commit_is_exit_65(string json)
    {
        Directory.CreateDirectory(Path.Combine(root, "checkpoints", "0007"));
        await File.WriteAllTextAsync(Path.Combine(root, "checkpoints", "0007", "_commit.json"), json, Encoding.UTF8);
        StageException error = await Assert.ThrowsAsync<StageException>(() => new DirectoryArtifactStore(root).TryGetCommitAsync(Seven));
        Assert.Equal(ExitCodes.CorruptInput, error.ExitCode);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("/x")]
    [InlineData(".attempts/x")]
    public async Task An_artifact_name_cannot_leave_the_run(string name) =>
        await Assert.ThrowsAsync<ArgumentException>(() => new DirectoryArtifactStore(root).TryGetCommitAsync(new ArtifactName(name)));

    [Fact]
    public async Task Links_are_not_committed()
    {
        await using IArtifactAttempt attempt = await new DirectoryArtifactStore(root).BeginAsync(Seven);
        File.CreateSymbolicLink(Path.Combine(attempt.Directory, "link"), "/etc/hostname");
        await Assert.ThrowsAsync<ArgumentException>(() => attempt.CommitAsync(new StageSummary { Stage = "ppo" }));
    }

    private static async Task<Commit> WriteAsync(DirectoryArtifactStore store, ArtifactName name, params (string Name, string Text)[] files)
    {
        await using IArtifactAttempt attempt = await store.BeginAsync(name);
        foreach ((string file, string text) in files)
        {
            string path = Path.Combine(attempt.Directory, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, text);
        }

        return await attempt.CommitAsync(new StageSummary { Stage = StageNames.Ppo, Iteration = 7 });
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
