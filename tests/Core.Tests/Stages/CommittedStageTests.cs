using Microsoft.Extensions.Time.Testing;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Tests.Manifest;

namespace RL4VLM.Core.Tests.Stages;

/// <summary>A stage that is told to stop while it commits.</summary>
public sealed class CommittedStageTests
{
    [Fact]
    public async Task A_commit_goes_on_after_SIGTERM_but_not_beyond_the_grace_period()
    {
        var clock = new FakeTimeProvider();
        var store = new StuckStore();
        using var stop = new CancellationTokenSource();
        var context = new StageContext { Manifest = Manifests.Valid(Manifests.Least), Run = "a", Store = store, Clock = clock };
        Task<StageSummary> stage = CommittedStage.RunAsync(
            context, ArtifactName.Checkpoint(1), (_, _) => Task.FromResult(new StageSummary { Stage = "ppo" }), stop.Token);
        CancellationToken commit = await store.Committing.Task;

        clock.Advance(TimeSpan.FromHours(1));
        Assert.False(commit.IsCancellationRequested);
        await stop.CancelAsync();
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.False(commit.IsCancellationRequested);
        clock.Advance(TimeSpan.FromSeconds(15));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stage);
    }

    /// <summary>A store that never answers a commit.</summary>
    private sealed class StuckStore : IArtifactStore, IArtifactAttempt
    {
        public TaskCompletionSource<CancellationToken> Committing { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Location => "nowhere";

        public string Directory => "nowhere";

        public Task<Commit?> TryGetCommitAsync(ArtifactName artifact, CancellationToken cancellation) => Task.FromResult<Commit?>(null);

        public Task<IArtifactAttempt> BeginAsync(ArtifactName artifact, CancellationToken cancellation) => Task.FromResult<IArtifactAttempt>(this);

        public async Task<Commit> CommitAsync(StageSummary summary, CancellationToken cancellation)
        {
            Committing.SetResult(cancellation);
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            throw new InvalidOperationException("not reached");
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        public Task<string> MaterializeAsync(ArtifactName artifact, IReadOnlyCollection<string>? files, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlyList<ArtifactName>> ListAsync(string prefix, CancellationToken cancellation) => throw new NotSupportedException();

        public Task PruneAsync(ArtifactName artifact, IReadOnlyCollection<string>? files, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<string> SettleManifestAsync(string manifestJson, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<string?> TryReadManifestAsync(CancellationToken cancellation) => throw new NotSupportedException();
    }
}
