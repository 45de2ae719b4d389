using System.Text;
using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Artifacts;

/// <summary>Artifacts in a folder (design section 5). An attempt is written beside the artifacts, flushed, hashed, given its
/// <c>_commit.json</c> and renamed into place; the rename fails when the artifact is there already, so exactly one attempt wins
/// and a committed artifact is a folder that other tools load as it is.</summary>
public sealed class DirectoryArtifactStore : IArtifactStore
{
    private readonly AttemptFolders attempts;
    private readonly VerifiedFiles verified = new();
    private readonly TimeProvider clock;

    /// <param name="runDirectory">The run's folder; created by the first write.</param>
    /// <param name="clock">Gives the commit's time.</param>
    public DirectoryArtifactStore(string runDirectory, TimeProvider? clock = null)
    {
        Root = Path.GetFullPath(runDirectory);
        this.clock = clock ?? TimeProvider.System;
        attempts = new AttemptFolders(Root);
    }

    /// <summary>Absolute path of the run's folder.</summary>
    public string Root { get; }

    public string Location => Root;

    public async Task<Commit?> TryGetCommitAsync(ArtifactName artifact, CancellationToken cancellation = default)
    {
        string path = Path.Combine(FolderOf(artifact), ArtifactPaths.CommitFile);
        byte[] bytes;
        try
        {
            bytes = await File.ReadAllBytesAsync(path, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        Commit commit = CommitJson.ReadCommit(bytes, path);
        ArtifactPaths.CheckFiles(FolderOf(artifact), commit.Files);
        return commit;
    }

    public Task<IArtifactAttempt> BeginAsync(ArtifactName artifact, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        string target = FolderOf(artifact);
        (string folder, FileStream held) = attempts.Create(artifact);
        return Task.FromResult<IArtifactAttempt>(new DirectoryArtifactAttempt(this, artifact, folder, target, held, verified, clock));
    }

    public async Task<string> MaterializeAsync(ArtifactName artifact, IReadOnlyCollection<string>? files = null, CancellationToken cancellation = default)
    {
        string folder = FolderOf(artifact);
        Commit commit = await TryGetCommitAsync(artifact, cancellation).ConfigureAwait(false)
            ?? throw StageException.Corrupt(folder, "was never committed");
        IReadOnlyList<string> pruned = await ReadPrunedAsync(folder, cancellation).ConfigureAwait(false);
        foreach (CommittedFile file in ArtifactPaths.Select(commit, folder, files))
        {
            string path = Path.Combine(folder, file.Name);
            if (pruned.Contains(file.Name) && !File.Exists(path))
            {
                throw ArtifactPaths.Pruned(path);
            }

            await verified.VerifyAsync(path, path, file, cancellation).ConfigureAwait(false);
        }

        return folder;
    }

    public Task<IReadOnlyList<ArtifactName>> ListAsync(string prefix, CancellationToken cancellation = default)
    {
        string start = FolderOf(new ArtifactName(prefix));
        var found = new List<ArtifactName>();
        if (Directory.Exists(start))
        {
            var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 4, AttributesToSkip = FileAttributes.ReparsePoint };
            foreach (string commit in Directory.EnumerateFiles(start, ArtifactPaths.CommitFile, options))
            {
                string relative = Path.GetRelativePath(Root, Path.GetDirectoryName(commit)!).Replace('\\', '/');
                found.Add(new ArtifactName(relative));
            }
        }

        found.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return Task.FromResult<IReadOnlyList<ArtifactName>>(found);
    }

    public async Task PruneAsync(ArtifactName artifact, IReadOnlyCollection<string>? files = null, CancellationToken cancellation = default)
    {
        string folder = FolderOf(artifact);
        Commit commit = await TryGetCommitAsync(artifact, cancellation).ConfigureAwait(false)
            ?? throw StageException.Corrupt(folder, "was never committed, so nothing of it can be pruned");
        IReadOnlyList<string> before = await ReadPrunedAsync(folder, cancellation).ConfigureAwait(false);
        // A name the artifact never had is not an error: retention asks for optimizer.safetensors of every old checkpoint.
        string[] doomed = [.. commit.Files.Select(file => file.Name).Where(name => files is null || files.Contains(name))];
        string[] after = [.. before.Union(doomed).Order(StringComparer.Ordinal)];
        if (after.Length > before.Count)
        {
            // The record comes first: a kill between the two leaves files that are merely still there.
            string temporary = Path.Combine(folder, $".{ArtifactPaths.PrunedFile}-{Guid.NewGuid():N}");
            FileDurability.Write(temporary, CommitJson.WriteNames(after));
            File.Move(temporary, Path.Combine(folder, ArtifactPaths.PrunedFile), overwrite: true);
        }

        foreach (string name in doomed)
        {
            string path = Path.Combine(folder, name);
            if (File.Exists(path)) File.Delete(path);
        }

        foreach (string nested in Directory.GetDirectories(folder, "*", SearchOption.AllDirectories).OrderByDescending(path => path.Length))
        {
            if (!Directory.EnumerateFileSystemEntries(nested).Any()) Directory.Delete(nested);
        }
    }

    public async Task<string> SettleManifestAsync(string manifestJson, CancellationToken cancellation = default)
    {
        string path = Path.Combine(Root, ArtifactPaths.ManifestFile);
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(Root);
            string temporary = Path.Combine(Root, $".manifest-{Guid.NewGuid():N}");
            FileDurability.Write(temporary, Encoding.UTF8.GetBytes(manifestJson));
            FileDurability.TryPublish(temporary, path);
            File.Delete(temporary);
            FileDurability.FlushDirectory(Root);
        }

        await SweepAsync(cancellation).ConfigureAwait(false);
        return await File.ReadAllTextAsync(path, cancellation).ConfigureAwait(false);
    }

    public async Task<string?> TryReadManifestAsync(CancellationToken cancellation = default)
    {
        string path = Path.Combine(Root, ArtifactPaths.ManifestFile);
        return File.Exists(path) ? await File.ReadAllTextAsync(path, cancellation).ConfigureAwait(false) : null;
    }

    /// <summary>Removes attempts left by dead processes, only where the artifact is committed (its own next attempt sweeps the rest).</summary>
    public async Task SweepAsync(CancellationToken cancellation = default)
    {
        foreach ((ArtifactName artifact, string folder) in attempts.Dead())
        {
            if (await TryGetCommitAsync(artifact, cancellation).ConfigureAwait(false) is not null) AttemptFolders.Remove(folder);
        }
    }

    /// <summary>The same for one artifact that has just been committed.</summary>
    internal void SweepCommitted(ArtifactName artifact)
    {
        foreach ((_, string folder) in attempts.Dead(artifact)) AttemptFolders.Remove(folder);
    }

    private static async Task<IReadOnlyList<string>> ReadPrunedAsync(string folder, CancellationToken cancellation)
    {
        string path = Path.Combine(folder, ArtifactPaths.PrunedFile);
        return File.Exists(path) ? CommitJson.ReadNames(await File.ReadAllBytesAsync(path, cancellation).ConfigureAwait(false), path) : [];
    }

    private string FolderOf(ArtifactName artifact) => Path.Combine(Root, ArtifactPaths.Checked(artifact).Path);
}
