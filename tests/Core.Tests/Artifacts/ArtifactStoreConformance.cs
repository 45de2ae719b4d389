using System.Text;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Tests.Artifacts;

/// <summary>What every store promises (design section 5). Each store runs all of it.</summary>
public abstract class ArtifactStoreConformance
{
    protected static readonly ArtifactName Seven = ArtifactName.Checkpoint(7);

    /// <summary>The run's store as a process on another machine opens it: nothing cached, nothing remembered.</summary>
    protected abstract IArtifactStore Open(TimeProvider? clock = null);

    /// <summary>Puts bytes beside the artifact's commit, behind the store's back.</summary>
    protected abstract Task PutDocumentAsync(ArtifactName artifact, string name, byte[] bytes);

    /// <summary>Replaces a committed file's bytes behind the store's back; null removes the file.</summary>
    protected abstract Task DamageAsync(ArtifactName artifact, string file, string? content);

    /// <summary>What attempts have left that is no committed file.</summary>
    protected abstract Task<IReadOnlyList<string>> LeftoversAsync();

    [Fact]
    public async Task A_committed_artifact_has_its_files_in_a_folder_and_their_hashes_in_the_commit()
    {
        Commit commit = await WriteAsync(Open(), Seven, ("config.json", "{}"), ("nested/part.bin", "abc"));

        Assert.Equal(["config.json", "nested/part.bin"], commit.Files.Select(file => file.Name));
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", commit.Files[1].Sha256);
        string folder = await Open().MaterializeAsync(Seven);
        Assert.Equal("{}", await File.ReadAllTextAsync(Path.Combine(folder, "config.json")));
        Assert.Equal("abc", await File.ReadAllTextAsync(Path.Combine(folder, "nested", "part.bin")));
        Assert.Empty(await LeftoversAsync());
    }

    [Fact]
    public async Task Empty_files_and_names_of_any_language_come_back_as_they_were()
    {
        (string Name, string Text)[] files = [("empty", ""), ("数 学/Zahl größer als 7 %41 &?#.txt", "π"), ("a b~!@()[]{}'=;,.bin", "x")];
        await WriteAsync(Open(), Seven, files);
        string folder = await Open().MaterializeAsync(Seven);
        foreach ((string name, string text) in files) Assert.Equal(text, await File.ReadAllTextAsync(Path.Combine(folder, name)));
    }

    [Fact]
    public async Task An_artifact_without_files_is_committed_too()
    {
        await WriteAsync(Open(), Seven);
        Assert.Empty((await Open().TryGetCommitAsync(Seven))!.Files);
        await Open().MaterializeAsync(Seven);
    }

    [Fact]
    public async Task Nothing_is_there_before_the_commit_and_disposing_removes_the_attempt()
    {
        IArtifactStore store = Open();
        IArtifactAttempt attempt = await store.BeginAsync(Seven);
        await File.WriteAllTextAsync(Path.Combine(attempt.Directory, "a"), "half");
        Assert.Null(await store.TryGetCommitAsync(Seven));
        Assert.Empty(await store.ListAsync("checkpoints"));
        await attempt.DisposeAsync();
        Assert.False(Directory.Exists(attempt.Directory));
        Assert.Empty(await LeftoversAsync());
        StageException error = await Assert.ThrowsAsync<StageException>(() => store.MaterializeAsync(Seven));
        Assert.Equal(ExitCodes.CorruptInput, error.ExitCode);
        Assert.Contains("never committed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_commit_survives_its_json_with_every_field()
    {
        var clock = new FixedClock(new DateTimeOffset(2025, 3, 4, 5, 6, 7, TimeSpan.Zero));
        var summary = new StageSummary
        {
            Stage = StageNames.Collect,
            Iteration = 3,
            Worker = 2,
            Task = "numberline",
            Metrics = new Dictionary<string, double> { ["reward"] = -0.125, ["gap"] = double.NaN, ["max"] = double.PositiveInfinity },
            Timings = new Dictionary<string, double> { ["wall_seconds"] = 1.5 },
        };
        await using IArtifactAttempt attempt = await Open(clock).BeginAsync(ArtifactName.Trajectories(3, 2));
        await File.WriteAllTextAsync(Path.Combine(attempt.Directory, "shard"), "x");
        Commit written = await attempt.CommitAsync(summary);
        Commit read = (await Open().TryGetCommitAsync(ArtifactName.Trajectories(3, 2)))!;

        Assert.Equal(written.Attempt, read.Attempt);
        Assert.Equal(written.Files, read.Files);
        Assert.Equal(clock.GetUtcNow(), read.Time);
        Assert.Equal(Environment.MachineName, read.Host);
        Assert.Equal((3, 2, "numberline"), (read.Summary.Iteration, read.Summary.Worker, read.Summary.Task));
        Assert.Equal(summary.Metrics, read.Summary.Metrics);
        Assert.Equal(summary.Timings, read.Summary.Timings);
    }

    [Fact]
    public async Task Of_eight_racing_attempts_one_wins_and_all_see_its_commit_and_bytes()
    {
        IArtifactStore[] stores = [.. Enumerable.Range(0, 8).Select(_ => Open())];
        using var together = new Barrier(stores.Length);
        Commit[] commits = await Task.WhenAll(stores.Select((store, i) => Task.Factory.StartNew(() =>
        {
            together.SignalAndWait();
            return WriteAsync(store, Seven, ("who", $"writer {i}"), ("more", new string('x', i)));
        }, TaskCreationOptions.LongRunning).Unwrap()));

        string winner = Assert.Single(commits.Select(commit => commit.Attempt).Distinct());
        Assert.Equal(winner, (await Open().TryGetCommitAsync(Seven))!.Attempt);
        string[] bytes = await Task.WhenAll(stores.Select(async store => await File.ReadAllTextAsync(Path.Combine(await store.MaterializeAsync(Seven), "who"))));
        Assert.Single(bytes.Distinct());
        Assert.Empty(await LeftoversAsync());
    }

    [Fact]
    public async Task A_later_attempt_gets_the_first_ones_commit()
    {
        Commit first = await WriteAsync(Open(), Seven, ("a", "1"));
        Commit second = await WriteAsync(Open(), Seven, ("b", "2"));
        Assert.Equal(first.Attempt, second.Attempt);
        Assert.Equal(["a"], second.Files.Select(file => file.Name));
        Assert.Empty(await LeftoversAsync());
    }

    [Fact]
    public async Task A_changed_byte_a_cut_file_a_longer_one_and_a_missing_one_are_each_exit_65_naming_the_file()
    {
        await WriteAsync(Open(), Seven, ("flipped", "abcdef"), ("cut", "abcdef"), ("grown", "abcdef"), ("gone", "abcdef"));
        await DamageAsync(Seven, "flipped", "abcdeg");
        await DamageAsync(Seven, "cut", "abc");
        await DamageAsync(Seven, "grown", "abcdefg");
        await DamageAsync(Seven, "gone", null);

        IArtifactStore fresh = Open();
        foreach ((string file, string complaint) in new[] { ("flipped", "SHA-256"), ("cut", "3 bytes"), ("grown", "bytes"), ("gone", "missing"), ("absent", "no file") })
        {
            StageException error = await Assert.ThrowsAsync<StageException>(() => fresh.MaterializeAsync(Seven, [file]));
            Assert.Equal(ExitCodes.CorruptInput, error.ExitCode);
            Assert.Contains(file, error.Message, StringComparison.Ordinal);
            Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_damaged_file_harms_nobody_who_does_not_read_it()
    {
        await WriteAsync(Open(), Seven, ("good", "abc"), ("bad", "abc"));
        await DamageAsync(Seven, "bad", "abd");
        string folder = await Open().MaterializeAsync(Seven, ["good"]);
        Assert.Equal("abc", await File.ReadAllTextAsync(Path.Combine(folder, "good")));
    }

    [Fact]
    public async Task Artifacts_are_listed_below_a_prefix_in_order()
    {
        IArtifactStore store = Open();
        foreach (ArtifactName artifact in new[] { Seven, ArtifactName.SftCheckpoint, ArtifactName.Trajectories(1, 0), ArtifactName.Evaluation("0000-sft", "numberline") })
        {
            await WriteAsync(store, artifact, ("a", "b"));
        }

        Assert.Equal(["checkpoints/0000-sft", "checkpoints/0007"], (await store.ListAsync("checkpoints")).Select(artifact => artifact.Path));
        Assert.Equal(["evaluations/0000-sft/numberline"], (await store.ListAsync("evaluations")).Select(artifact => artifact.Path));
        Assert.Empty(await store.ListAsync("demonstrations"));
    }

    [Fact]
    public async Task Pruning_keeps_the_commit_and_says_so_when_the_file_is_wanted()
    {
        IArtifactStore store = Open();
        await WriteAsync(store, Seven, ("model", "m"), ("optimizer", "o"), ("deep/er", "d"));
        await store.PruneAsync(Seven, ["optimizer", "unknown"]);
        await store.MaterializeAsync(Seven, ["model"]);
        foreach (IArtifactStore reader in new[] { store, Open() })
        {
            StageException error = await Assert.ThrowsAsync<StageException>(() => reader.MaterializeAsync(Seven));
            Assert.Equal(ExitCodes.CorruptInput, error.ExitCode);
            Assert.Contains("optimizer", error.Message, StringComparison.Ordinal);
            Assert.Contains("pruned by spec.storage.retention", error.Message, StringComparison.Ordinal);
        }

        await store.PruneAsync(Seven);
        await Open().PruneAsync(Seven);
        Assert.NotNull(await Open().TryGetCommitAsync(Seven));
        Assert.Equal([Seven], await Open().ListAsync("checkpoints"));
        await Assert.ThrowsAsync<StageException>(() => Open().MaterializeAsync(Seven, ["model"]));
        Commit again = await WriteAsync(store, Seven, ("model", "other"));
        Assert.Equal(3, again.Files.Count);
        Assert.Empty(await LeftoversAsync());
    }

    [Fact]
    public async Task What_was_never_committed_cannot_be_pruned()
    {
        StageException error = await Assert.ThrowsAsync<StageException>(() => Open().PruneAsync(Seven));
        Assert.Contains("never committed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_manifest_settles_once()
    {
        Assert.Null(await Open().TryReadManifestAsync());
        string[] settled = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => Open().SettleManifestAsync($"{{\"writer\":{i}}}"))));
        Assert.Single(settled.Distinct());
        Assert.Equal(settled[0], await Open().SettleManifestAsync("{\"late\":true}"));
        Assert.Equal(settled[0], await Open().TryReadManifestAsync());
    }

    [Theory]
    [InlineData("../outside", 1)]
    [InlineData("/etc/passwd", 1)]
    [InlineData("a/../../b", 1)]
    [InlineData("a//b", 1)]
    [InlineData("a\\b", 1)]
    [InlineData("_commit.json", 1)]
    [InlineData("c:/x", 1)]
    [InlineData("", 1)]
    [InlineData("plain", -1)]
    public async Task A_commit_that_names_a_hostile_file_or_length_is_refused(string hostile, long length)
    {
        var commit = new Commit(
            new string('a', 32), [new CommittedFile(hostile, length, new string('a', 64))], new StageSummary { Stage = "ppo" }, DateTimeOffset.UnixEpoch, "h", null);
        await PutDocumentAsync(Seven, ArtifactPaths.CommitFile, CommitJson.Write(commit));
        IArtifactStore store = Open();
        foreach (Func<Task> read in new Func<Task>[] { () => store.TryGetCommitAsync(Seven), () => store.MaterializeAsync(Seven), () => store.PruneAsync(Seven) })
        {
            StageException error = await Assert.ThrowsAsync<StageException>(read);
            Assert.Equal(ExitCodes.CorruptInput, error.ExitCode);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1,2]")]
    [InlineData("{\"attempt\":\"a\",\"files\":[null],\"summary\":{\"stage\":\"ppo\"},\"time\":\"2020-01-01T00:00:00Z\",\"host\":\"h\"}")]
    public async Task A_damaged_commit_is_exit_65_naming_it(string json)
    {
        await PutDocumentAsync(Seven, ArtifactPaths.CommitFile, Encoding.UTF8.GetBytes(json));
        StageException error = await Assert.ThrowsAsync<StageException>(() => Open().TryGetCommitAsync(Seven));
        Assert.Equal(ExitCodes.CorruptInput, error.ExitCode);
        Assert.Contains("checkpoints/0007/_commit.json", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("/x")]
    [InlineData(".attempts/x")]
    public async Task An_artifact_name_cannot_leave_the_run(string name)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Open().TryGetCommitAsync(new ArtifactName(name)));
        await Assert.ThrowsAsync<ArgumentException>(() => Open().BeginAsync(new ArtifactName(name)));
    }

    [Fact]
    public async Task Links_are_not_committed()
    {
        await using IArtifactAttempt attempt = await Open().BeginAsync(Seven);
        File.CreateSymbolicLink(Path.Combine(attempt.Directory, "link"), "/etc/hostname");
        await Assert.ThrowsAsync<ArgumentException>(() => attempt.CommitAsync(new StageSummary { Stage = "ppo" }));
        Assert.Null(await Open().TryGetCommitAsync(Seven));
    }

    [Fact]
    public async Task A_commit_that_is_cancelled_leaves_nothing()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await using (IArtifactAttempt attempt = await Open().BeginAsync(Seven))
        {
            await File.WriteAllTextAsync(Path.Combine(attempt.Directory, "a"), "b");
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => attempt.CommitAsync(new StageSummary { Stage = "ppo" }, stop.Token));
        }

        Assert.Null(await Open().TryGetCommitAsync(Seven));
        Assert.Empty(await LeftoversAsync());
    }

    protected static async Task<Commit> WriteAsync(IArtifactStore store, ArtifactName name, params (string Name, string Text)[] files)
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
