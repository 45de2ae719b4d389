using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Artifacts;

/// <summary>One attempt of <see cref="AzureBlobArtifactStore"/>: written to a local folder, uploaded and committed at the end.</summary>
internal sealed class AzureBlobArtifactAttempt(AzureBlobArtifactStore store, ArtifactName artifact, string folder, FileStream held) : IArtifactAttempt
{
    private readonly string id = AttemptFolders.IdOf(folder);
    private bool finished;
    private bool hasUploads;

    public string Directory => folder;

    public async Task<Commit> CommitAsync(StageSummary summary, CancellationToken cancellation = default)
    {
        if (finished) throw new InvalidOperationException($"the attempt at {artifact} is already committed or disposed");
        Commit? winner = await store.TryGetCommitAsync(artifact, cancellation).ConfigureAwait(false);
        if (winner is null)
        {
            IReadOnlyList<CommittedFile> files = await AttemptFiles.HashAsync(artifact, folder, cancellation).ConfigureAwait(false);
            Commit mine = store.CommitOf(id, files, summary);
            hasUploads = true;
            await store.UploadAsync(artifact, id, folder, files, cancellation).ConfigureAwait(false);
            // From here on a lost answer may hide a commit, and then the payload has to stay: only a commit that names another attempt frees it.
            hasUploads = false;
            winner = await store.PublishAsync(artifact, mine, cancellation).ConfigureAwait(false);
        }

        finished = true;
        if (winner.Attempt == id) store.Adopt(artifact, winner, folder);
        else AttemptFolders.Remove(folder);
        await held.DisposeAsync().ConfigureAwait(false);
        await store.SweepCommittedAsync(artifact, winner).ConfigureAwait(false);
        return winner;
    }

    public async ValueTask DisposeAsync()
    {
        if (finished) return;
        finished = true;
        AttemptFolders.Remove(folder);
        await held.DisposeAsync().ConfigureAwait(false);
        if (hasUploads) await store.AbandonAsync(artifact, id).ConfigureAwait(false);
    }
}
