using Azure.Storage;
using Azure.Storage.Sas;
using RL4VLM.Azurite;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Tests.Artifacts;

/// <summary>Storage that fails: networks that lose answers, an account that goes away, credentials that do not fit.</summary>
[Collection(AzuriteFixture.Collection)]
public sealed class AzureBlobFailureTests(AzuriteFixture azurite) : IDisposable
{
    private static readonly ArtifactName Seven = ArtifactName.Checkpoint(7);

    private readonly BlobRun run = new(azurite.Server);

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task A_commit_whose_answer_was_lost_is_known_again_by_its_attempt()
    {
        int commits = 0;
        AzureBlobArtifactStore store = run.Open(Through(async (request, send) =>
        {
            await send();
            if (TamperingTransport.IsCommit(request) && Interlocked.Increment(ref commits) == 1) throw TamperingTransport.Broken();
        }));
        Commit commit = await WriteAsync(store, "a");
        Assert.Equal(2, commits);
        Assert.Equal(commit.Attempt, (await run.Open().TryGetCommitAsync(Seven))!.Attempt);
        await run.Open().MaterializeAsync(Seven);
        Assert.Empty(await run.LeftoversAsync());
    }

    [Fact]
    public async Task A_commit_whose_answer_never_came_keeps_its_bytes_for_the_rerun()
    {
        AzureBlobOptions options = Through(async (request, send) =>
        {
            await send();
            if (TamperingTransport.IsCommit(request)) throw TamperingTransport.Broken();
        }) with { RetryFor = TimeSpan.Zero };
        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => WriteAsync(run.Open(options), "a"));
        Assert.Equal(ExitCodes.TryAgain, StageFailure.Describe(error).ExitCode);
        string folder = await run.Open().MaterializeAsync(Seven);
        Assert.Equal("a", await File.ReadAllTextAsync(Path.Combine(folder, "data")));
    }

    [Fact]
    public async Task A_commit_that_another_one_beat_while_its_answer_was_lost_gives_way()
    {
        bool isBeaten = false;
        AzureBlobArtifactStore store = run.Open(Through(async (request, send) =>
        {
            if (TamperingTransport.IsCommit(request) && !isBeaten)
            {
                isBeaten = true;
                await WriteAsync(run.Open(), "other");
                throw TamperingTransport.Broken();
            }

            await send();
        }));
        await WriteAsync(store, "a");
        string folder = await store.MaterializeAsync(Seven);
        Assert.Equal("other", await File.ReadAllTextAsync(Path.Combine(folder, "data")));
        Assert.Empty(await run.LeftoversAsync());
    }

    [Fact]
    public async Task Requests_and_answers_lost_at_random_cost_nothing_but_time()
    {
        var random = new Random(11);
        AzureBlobOptions options = Through(async (_, send) =>
        {
            double luck;
            lock (random) luck = random.NextDouble();
            if (luck < 0.15) throw TamperingTransport.Broken();
            await send();
            if (luck > 0.85) throw TamperingTransport.Broken();
        }) with { BlockSize = 64 << 10 };
        AzureBlobArtifactStore store = run.Open(options);
        await store.SettleManifestAsync("{}");
        string text = string.Concat(Enumerable.Range(0, 100_000));
        await WriteAsync(store, text);
        AzureBlobArtifactStore reader = run.Open(options with { Scratch = run.Options().Scratch });
        Assert.Equal(text, await File.ReadAllTextAsync(Path.Combine(await reader.MaterializeAsync(Seven), "data")));
        await reader.PruneAsync(Seven);
        Assert.Equal([Seven], await reader.ListAsync("checkpoints"));
        Assert.Empty(await run.LeftoversAsync());
    }

    [Fact]
    public async Task Storage_that_goes_away_in_the_middle_and_comes_back_is_waited_for()
    {
        await using AzuriteServer server = await AzuriteServer.StartAsync();
        using var own = new BlobRun(server);
        int requests = 0;
        var gone = new TaskCompletionSource();
        AzureBlobOptions options = own.Options();
        Task? comeback = null;
        options = options with
        {
            BlockSize = 256 << 10,
            Warn = _ => comeback ??= server.RestartAsync(),
            Transport = new TamperingTransport(async (_, send) =>
            {
                if (Interlocked.Increment(ref requests) == 8)
                {
                    await server.StopAsync();
                    gone.SetResult();
                }

                await send();
            }),
        };
        string text = string.Concat(Enumerable.Range(0, 500_000));
        await WriteAsync(own.Open(options), text);
        Assert.True(gone.Task.IsCompleted);
        Assert.NotNull(comeback);
        await comeback;
        Assert.Equal(text, await File.ReadAllTextAsync(Path.Combine(await own.Open().MaterializeAsync(Seven), "data")));
    }

    [Fact]
    public async Task Storage_that_stays_away_is_exit_75_after_the_time_for_retries_and_the_rerun_finishes()
    {
        await using AzuriteServer server = await AzuriteServer.StartAsync();
        using var own = new BlobRun(server);
        AzureBlobArtifactStore store = own.Open(own.Options() with { RetryFor = TimeSpan.FromMilliseconds(300) });
        await using (IArtifactAttempt attempt = await store.BeginAsync(Seven))
        {
            await File.WriteAllTextAsync(Path.Combine(attempt.Directory, "data"), "a");
            await server.StopAsync();
            Exception error = await Assert.ThrowsAnyAsync<Exception>(() => attempt.CommitAsync(new StageSummary { Stage = "ppo" }));
            (int code, string message) = StageFailure.Describe(error);
            Assert.Equal(ExitCodes.TryAgain, code);
            Assert.Contains("storage or network", message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', message);
        }

        Assert.Contains(own.Warnings, warning => warning.Contains("trying again", StringComparison.Ordinal));
        await server.RestartAsync();
        await WriteAsync(own.Open(), "a");
        await own.Open().MaterializeAsync(Seven);
    }

    [Fact]
    public async Task Waiting_for_storage_ends_with_SIGTERM()
    {
        using var stop = new CancellationTokenSource();
        AzureBlobArtifactStore store = run.Open(Through((_, _) =>
        {
            stop.Cancel();
            throw TamperingTransport.Broken();
        }));
        Exception error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.TryGetCommitAsync(Seven, stop.Token));
        Assert.Equal(ExitCodes.TryAgain, StageFailure.Describe(error).ExitCode);
    }

    [Fact]
    public async Task A_wrong_key_is_exit_78_and_no_message_shows_a_secret()
    {
        string wrong = azurite.Server.ConnectionString.Replace(AzuriteServer.AccountKey, Convert.ToBase64String(new byte[64]), StringComparison.Ordinal);
        (int code, string message) = await FailAsync(wrong, run.Spec);
        Assert.Equal(ExitCodes.BadManifest, code);
        Assert.Contains("refuses access", message, StringComparison.Ordinal);
        Assert.Contains(AzureBlobConnection.ConnectionStringVariable, message, StringComparison.Ordinal);
        Assert.DoesNotContain("AAAAAAAA", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AccountKey=c2VjcmV0;nonsense")]
    [InlineData("c2VjcmV0")]
    public async Task A_connection_string_that_is_none_is_exit_78_and_not_shown(string text)
    {
        (int code, string message) = await FailAsync(text, run.Spec);
        Assert.Equal(ExitCodes.BadManifest, code);
        Assert.Contains("holds no connection string", message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_connection_string_an_account_over_plain_HTTP_is_exit_78()
    {
        (int code, string message) = await FailAsync(null, run.Spec);
        Assert.Equal(ExitCodes.BadManifest, code);
        Assert.Contains("https", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_common_variable_is_the_second_choice()
    {
        AzureBlobOptions options = run.Options() with
        {
            Environment = name => name == AzureBlobConnection.CommonConnectionStringVariable ? azurite.Server.ConnectionString : null,
        };
        await WriteAsync(run.Open(options), "a");
        await run.Open().MaterializeAsync(Seven);
    }

    [Fact]
    public async Task Who_may_not_create_containers_works_in_one_that_exists_and_is_told_about_one_that_does_not()
    {
        await run.Container.CreateIfNotExistsAsync();
        var sas = new AccountSasBuilder(
            AccountSasPermissions.Read | AccountSasPermissions.Write | AccountSasPermissions.List | AccountSasPermissions.Delete,
            DateTimeOffset.UtcNow.AddHours(1), AccountSasServices.Blobs, AccountSasResourceTypes.Object) { Protocol = SasProtocol.HttpsAndHttp };
        string token = sas.ToSasQueryParameters(new StorageSharedKeyCredential(AzuriteServer.AccountName, AzuriteServer.AccountKey)).ToString();
        string connection = $"BlobEndpoint={azurite.Server.AccountUrl};SharedAccessSignature={token}";
        AzureBlobOptions options = run.Options() with { Environment = _ => connection };

        await using (IArtifactAttempt attempt = await new AzureBlobArtifactStore(run.Spec, run.Name, options).BeginAsync(Seven))
        {
            await File.WriteAllTextAsync(Path.Combine(attempt.Directory, "data"), "a");
            Assert.NotEmpty((await attempt.CommitAsync(new StageSummary { Stage = "ppo" })).Files);
        }

        (int code, string message) = await FailAsync(connection, run.Spec with { Container = "not-there" });
        Assert.Equal(ExitCodes.BadManifest, code);
        Assert.Contains("ContainerNotFound", message, StringComparison.Ordinal);
        Assert.DoesNotContain("sig=", message, StringComparison.Ordinal);
        Assert.DoesNotContain("sig=", new AzureBlobArtifactStore(run.Spec, run.Name, options).Location, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Message)> FailAsync(string? connection, AzureBlobStorageSpec spec)
    {
        AzureBlobOptions options = run.Options() with { Environment = name => name == AzureBlobConnection.ConnectionStringVariable ? connection : null };
        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => new AzureBlobArtifactStore(spec, run.Name, options).SettleManifestAsync("{}"));
        return StageFailure.Describe(error);
    }

    private AzureBlobOptions Through(Func<Azure.Core.Request, Func<ValueTask>, ValueTask> deliver) => run.Options() with { Transport = new TamperingTransport(deliver) };

    private static async Task<Commit> WriteAsync(AzureBlobArtifactStore store, string text)
    {
        await using IArtifactAttempt attempt = await store.BeginAsync(Seven);
        await File.WriteAllTextAsync(Path.Combine(attempt.Directory, "data"), text);
        return await attempt.CommitAsync(new StageSummary { Stage = StageNames.Ppo, Iteration = 7 });
    }
}
