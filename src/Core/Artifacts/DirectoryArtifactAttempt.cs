using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Artifacts;

/// <summary>One attempt of <see cref="DirectoryArtifactStore"/>.</summary>
internal sealed class DirectoryArtifactAttempt(
    DirectoryArtifactStore store, ArtifactName artifact, string folder, string target, FileStream held, VerifiedFiles verified, TimeProvider clock) : IArtifactAttempt
{
    private bool finished;

    public string Directory => folder;

    public async Task<Commit> CommitAsync(StageSummary summary, CancellationToken cancellation = default)
    {
        if (finished) throw new InvalidOperationException($"the attempt at {artifact} is already committed or disposed");
        IReadOnlyList<CommittedFile> files = await AttemptFiles.HashAsync(artifact, folder, cancellation).ConfigureAwait(false);
        Commit commit = AttemptFiles.CommitOf(AttemptFolders.IdOf(folder), files, summary, clock);
        FileDurability.Write(Path.Combine(folder, ArtifactPaths.CommitFile), CommitJson.Write(commit));
        foreach (string nested in System.IO.Directory.GetDirectories(folder, "*", SearchOption.AllDirectories)) FileDurability.FlushDirectory(nested);
        FileDurability.FlushDirectory(folder);

        string parent = Path.GetDirectoryName(target)!;
        System.IO.Directory.CreateDirectory(parent);
        bool won = TryRename();
        finished = true;
        if (won)
        {
            FileDurability.FlushDirectory(parent);
            foreach (CommittedFile file in files) verified.Remember(Path.Combine(target, file.Name), file);
        }
        else
        {
            AttemptFolders.Remove(folder);
        }

        await held.DisposeAsync().ConfigureAwait(false);
        store.SweepCommitted(artifact);
        return won ? commit : await store.TryGetCommitAsync(artifact, cancellation).ConfigureAwait(false)
            ?? throw new IOException($"{target} stands in the way of the artifact and has no {ArtifactPaths.CommitFile}; move it away");
    }

    public async ValueTask DisposeAsync()
    {
        if (finished) return;
        finished = true;
        AttemptFolders.Remove(folder);
        await held.DisposeAsync().ConfigureAwait(false);
    }

    private bool TryRename()
    {
        try
        {
            // rename(2) replaces only an empty folder, and a committed artifact never is one.
            System.IO.Directory.Move(folder, target);
            return true;
        }
        catch (IOException) when (System.IO.Directory.Exists(target))
        {
            return false;
        }
    }
}
