using System.Text;
using Azure;
using Azure.Identity;
using Azure.Storage.Blobs;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Artifacts;

/// <summary>Artifacts in Azure Blob Storage (docs/storage.md). An attempt uploads under a prefix of its own, then creates
/// <c>_commit.json</c> if absent; readers go through the commit to the winning attempt's blobs and verify what they download.</summary>
public sealed class AzureBlobArtifactStore : IArtifactStore
{
    /// <summary>For removing leftovers at the end of an attempt, which may be the end of a process's grace period.</summary>
    private static readonly TimeSpan TidyTime = TimeSpan.FromSeconds(15);

    private readonly AzureBlobOptions options;
    private readonly BlobLayout layout;
    private readonly BlobTransfer transfer;
    private readonly RunBlobs blobs;
    private readonly Lazy<ScratchFolder> scratch;
    private readonly VerifiedFiles verified = new();

    /// <param name="spec">The account and container; credentials come from the environment (<see cref="AzureBlobConnection"/>).</param>
    /// <param name="run">The run's prefix in the container: <c>namespace/name</c> or <c>name</c>.</param>
    /// <param name="options">The machine's part; null for what the environment says.</param>
    /// <exception cref="StageException">78 when the credentials cannot be used.</exception>
    public AzureBlobArtifactStore(AzureBlobStorageSpec spec, string run, AzureBlobOptions? options = null)
    {
        this.options = options ?? AzureBlobOptions.FromEnvironment();
        BlobContainerClient container = AzureBlobConnection.Connect(spec, this.options);
        layout = new BlobLayout(run);
        transfer = new BlobTransfer(container, this.options);
        blobs = new RunBlobs(container, transfer);
        scratch = new Lazy<ScratchFolder>(() => ScratchFolder.Open(this.options, container.Uri, run));
        Location = transfer.Label(run);
    }

    public string Location { get; }

    public async Task<Commit?> TryGetCommitAsync(ArtifactName artifact, CancellationToken cancellation = default)
    {
        string name = layout.Commit(ArtifactPaths.Checked(artifact));
        if (await blobs.TryReadAsync(name, cancellation).ConfigureAwait(false) is not { } found) return null;
        Commit commit = CommitJson.ReadCommit(found.Bytes, transfer.Label(name));
        ArtifactPaths.CheckFiles(LabelOf(artifact), commit.Files);
        return BlobLayout.IsAttempt(commit.Attempt) ? commit : throw StageException.Corrupt(transfer.Label(name), $"names '{commit.Attempt}', which is no attempt");
    }

    public async Task<IArtifactAttempt> BeginAsync(ArtifactName artifact, CancellationToken cancellation = default)
    {
        ArtifactPaths.Checked(artifact);
        await blobs.EnsureContainerAsync(cancellation).ConfigureAwait(false);
        (string folder, FileStream held) = scratch.Value.Attempts.Create(artifact);
        return new AzureBlobArtifactAttempt(this, artifact, folder, held);
    }

    public async Task<string> MaterializeAsync(ArtifactName artifact, IReadOnlyCollection<string>? files = null, CancellationToken cancellation = default)
    {
        Commit commit = await TryGetCommitAsync(artifact, cancellation).ConfigureAwait(false)
            ?? throw StageException.Corrupt(LabelOf(artifact), "was never committed");
        CommittedFile[] wanted = [.. ArtifactPaths.Select(commit, LabelOf(artifact), files)];
        string folder = scratch.Value.DownloadsOf(artifact, commit.Attempt);
        await transfer.ForEachAsync(wanted, (file, token) => FetchAsync(artifact, commit.Attempt, folder, file, token), cancellation).ConfigureAwait(false);
        return folder;
    }

    public async Task<IReadOnlyList<ArtifactName>> ListAsync(string prefix, CancellationToken cancellation = default)
    {
        string under = layout.Under(ArtifactPaths.Checked(new ArtifactName(prefix)).Path);
        IReadOnlyList<string> names = await blobs.ListAsync(under, cancellation).ConfigureAwait(false);
        return [.. names.Select(layout.CommittedBy).OfType<ArtifactName>().OrderBy(artifact => artifact.Path, StringComparer.Ordinal)];
    }

    public async Task PruneAsync(ArtifactName artifact, IReadOnlyCollection<string>? files = null, CancellationToken cancellation = default)
    {
        Commit commit = await TryGetCommitAsync(artifact, cancellation).ConfigureAwait(false)
            ?? throw StageException.Corrupt(LabelOf(artifact), "was never committed, so nothing of it can be pruned");
        // A name the artifact never had is not an error: retention asks for optimizer.safetensors of every old checkpoint.
        string[] doomed = [.. commit.Files.Select(file => file.Name).Where(name => files is null || files.Contains(name))];
        // The record comes first: a kill between the two leaves files that are merely still there.
        await RecordPrunedAsync(artifact, doomed, cancellation).ConfigureAwait(false);
        scratch.Value.Forget(artifact, commit.Attempt, doomed);
        await blobs.DeleteAsync(doomed.Select(name => layout.Payload(artifact, commit.Attempt, name)), cancellation).ConfigureAwait(false);
    }

    public async Task<string> SettleManifestAsync(string manifestJson, CancellationToken cancellation = default)
    {
        await blobs.EnsureContainerAsync(cancellation).ConfigureAwait(false);
        string? stored = await TryReadManifestAsync(cancellation).ConfigureAwait(false);
        if (stored is null)
        {
            await blobs.TryWriteAsync(layout.Manifest, Encoding.UTF8.GetBytes(manifestJson), version: null, cancellation).ConfigureAwait(false);
            stored = await TryReadManifestAsync(cancellation).ConfigureAwait(false);
        }

        await SweepAsync(cancellation).ConfigureAwait(false);
        return stored ?? throw new IOException($"{transfer.Label(layout.Manifest)} was written and is not there");
    }

    public async Task<string?> TryReadManifestAsync(CancellationToken cancellation = default) =>
        await blobs.TryReadAsync(layout.Manifest, cancellation).ConfigureAwait(false) is { } found ? Encoding.UTF8.GetString(found.Bytes) : null;

    /// <summary>Removes what attempts left that did not win, only where the artifact is committed. Of a committed artifact the winner is
    /// there or pruned, so a single attempt is never looked at.</summary>
    public async Task SweepAsync(CancellationToken cancellation = default)
    {
        IReadOnlyList<string> names = await blobs.ListAsync(layout.Attempts, cancellation).ConfigureAwait(false);
        foreach (var artifact in names.Select(name => (Name: name, Attempt: layout.AttemptOf(name))).Where(blob => blob.Attempt is not null).GroupBy(blob => blob.Attempt!.Value.Artifact))
        {
            if (artifact.DistinctBy(blob => blob.Attempt!.Value.Attempt).Count() < 2 || !ArtifactPaths.IsSafe(artifact.Key.Path)) continue;
            if (await TryGetCommitAsync(artifact.Key, cancellation).ConfigureAwait(false) is not { } commit) continue;
            await blobs.DeleteAsync(artifact.Where(blob => blob.Attempt!.Value.Attempt != commit.Attempt).Select(blob => blob.Name), cancellation).ConfigureAwait(false);
        }
    }

    internal Commit CommitOf(string attempt, IReadOnlyList<CommittedFile> files, StageSummary summary) => AttemptFiles.CommitOf(attempt, files, summary, options.Clock);

    internal Task UploadAsync(ArtifactName artifact, string attempt, string folder, IReadOnlyList<CommittedFile> files, CancellationToken cancellation) => transfer.ForEachAsync(
        files, (file, token) => transfer.UploadAsync(Path.Combine(folder, file.Name), layout.Payload(artifact, attempt, file.Name), token), cancellation);

    /// <summary>Creates the commit if absent.</summary>
    /// <returns>The commit that stands: <paramref name="mine"/>, also when the answer to its creation was lost, or another attempt's.</returns>
    internal async Task<Commit> PublishAsync(ArtifactName artifact, Commit mine, CancellationToken cancellation)
    {
        string name = layout.Commit(artifact);
        if (await blobs.TryWriteAsync(name, CommitJson.Write(mine), version: null, cancellation).ConfigureAwait(false)) return mine;
        return await TryGetCommitAsync(artifact, cancellation).ConfigureAwait(false) ?? throw new IOException($"{transfer.Label(name)} was in the way and is gone");
    }

    internal void Adopt(ArtifactName artifact, Commit commit, string folder)
    {
        string kept = scratch.Value.Adopt(artifact, commit.Attempt, folder);
        foreach (CommittedFile file in commit.Files) verified.Remember(Path.Combine(kept, file.Name), file);
    }

    /// <summary>Removes the blobs of the attempts that lost against <paramref name="winner"/>.</summary>
    internal Task SweepCommittedAsync(ArtifactName artifact, Commit winner) => TidyAsync(
        layout.AttemptsAt(artifact), name => layout.AttemptOf(name) is { } other && other.Artifact == artifact && other.Attempt != winner.Attempt);

    /// <summary>Removes the blobs of an attempt that failed before its commit was sent.</summary>
    internal Task AbandonAsync(ArtifactName artifact, string attempt) => TidyAsync(layout.Attempt(artifact, attempt), _ => true);

    private async Task TidyAsync(string prefix, Func<string, bool> isDoomed)
    {
        using var limit = new CancellationTokenSource(TidyTime, options.Clock);
        try
        {
            IReadOnlyList<string> names = await blobs.ListAsync(prefix, limit.Token).ConfigureAwait(false);
            await blobs.DeleteAsync(names.Where(isDoomed), limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RequestFailedException or AuthenticationFailedException or OperationCanceledException)
        {
            // What the attempt came to is decided; leftovers are swept when the next one commits or the run goes on.
            options.Warn($"leftovers below {transfer.Label(prefix)} could not be removed yet ({AzureFailure.OneLine(e)})");
        }
    }

    private async Task FetchAsync(ArtifactName artifact, string attempt, string folder, CommittedFile file, CancellationToken cancellation)
    {
        string path = Path.Combine(folder, file.Name);
        string name = layout.Payload(artifact, attempt, file.Name);
        if (File.Exists(path) && await verified.IsRightAsync(path, file, cancellation).ConfigureAwait(false)) return;
        if (await transfer.TryDownloadAsync(name, path, file, cancellation).ConfigureAwait(false))
        {
            verified.Remember(path, file);
            return;
        }

        (IReadOnlyList<string> pruned, _) = await ReadPrunedAsync(artifact, cancellation).ConfigureAwait(false);
        throw pruned.Contains(file.Name) ? ArtifactPaths.Pruned(transfer.Label(name)) : StageException.Corrupt(transfer.Label(name), "the file is missing");
    }

    private async Task RecordPrunedAsync(ArtifactName artifact, string[] doomed, CancellationToken cancellation)
    {
        while (true)
        {
            (IReadOnlyList<string> before, ETag? version) = await ReadPrunedAsync(artifact, cancellation).ConfigureAwait(false);
            string[] after = [.. before.Union(doomed).Order(StringComparer.Ordinal)];
            if (after.Length == before.Count) return;
            // False: another process pruned at the same time, so its names are read and added to.
            if (await blobs.TryWriteAsync(layout.Pruned(artifact), CommitJson.WriteNames(after), version, cancellation).ConfigureAwait(false)) return;
        }
    }

    private async Task<(IReadOnlyList<string> Names, ETag? Version)> ReadPrunedAsync(ArtifactName artifact, CancellationToken cancellation)
    {
        string name = layout.Pruned(artifact);
        return await blobs.TryReadAsync(name, cancellation).ConfigureAwait(false) is { } found
            ? (CommitJson.ReadNames(found.Bytes, transfer.Label(name)), found.Version)
            : ([], null);
    }

    private string LabelOf(ArtifactName artifact) => $"{Location}/{artifact}";
}
