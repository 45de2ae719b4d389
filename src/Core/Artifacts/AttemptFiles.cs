namespace RL4VLM.Core.Artifacts;

/// <summary>What an attempt has written, as its commit will list it.</summary>
internal static class AttemptFiles
{
    /// <summary>Flushes every file below <paramref name="folder"/> to the disk and hashes it.</summary>
    /// <returns>Files in ordinal order of their names.</returns>
    /// <exception cref="ArgumentException">A file is a link, or its name cannot be one in an artifact.</exception>
    public static async Task<IReadOnlyList<CommittedFile>> HashAsync(ArtifactName artifact, string folder, CancellationToken cancellation)
    {
        var files = new List<CommittedFile>();
        foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
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

    /// <summary>The commit of <paramref name="files"/> by this process, now.</summary>
    public static Commit CommitOf(string attempt, IReadOnlyList<CommittedFile> files, Stages.StageSummary summary, TimeProvider clock) => new(
        attempt, files, summary, clock.GetUtcNow(), Environment.MachineName,
        Telemetry.StageSpans.CommitContext() ?? Environment.GetEnvironmentVariable("TRACEPARENT"));
}
