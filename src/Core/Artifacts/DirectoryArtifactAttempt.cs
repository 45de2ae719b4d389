using System.Diagnostics;
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
        IReadOnlyList<CommittedFile> files = await HashAsync(cancellation).ConfigureAwait(false);
        var commit = new Commit(
            AttemptFolders.IdOf(folder), files, summary, clock.GetUtcNow(), Environment.MachineName,
            Activity.Current?.Id ?? Environment.GetEnvironmentVariable("TRACEPARENT"));
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

    private async Task<IReadOnlyList<CommittedFile>> HashAsync(CancellationToken cancellation)
    {
        var files = new List<CommittedFile>();
        foreach (string path in System.IO.Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(folder, path).Replace('\\', '/');
            if (!ArtifactPaths.IsSafe(name) || name is ArtifactPaths.CommitFile or ArtifactPaths.PrunedFile)
            {
                throw new ArgumentException($"'{name}' cannot be a file of {artifact}");
            }

            if (File.GetAttributes(path).HasFlag(FileAttributes.ReparsePoint))
            {
                throw new ArgumentException($"'{name}' of {artifact} is a link; artifacts hold plain files");
            }

            using (var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0))
            {
                stream.Flush(flushToDisk: true);
            }

            string hash = await VerifiedFiles.HashAsync(path, cancellation).ConfigureAwait(false);
            files.Add(new CommittedFile(name, new FileInfo(path).Length, hash));
        }

        files.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return files;
    }
}
