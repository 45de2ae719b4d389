using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Artifacts;

/// <summary>What counts as a name inside a store: relative, forward slashes, nothing that climbs out.
/// Commits are read from storage that others may write to, so their names are checked as well.</summary>
public static class ArtifactPaths
{
    /// <summary>The commit of an artifact, inside its folder.</summary>
    public const string CommitFile = "_commit.json";

    /// <summary>Names of payload files that were pruned, inside the artifact's folder.</summary>
    public const string PrunedFile = "_pruned.json";

    /// <summary>What the run is, in the run's folder.</summary>
    public const string ManifestFile = "manifest.json";

    /// <summary>Whether <paramref name="path"/> is a plain relative path such as <c>checkpoints/0007</c>.</summary>
    public static bool IsSafe(string? path)
    {
        if (string.IsNullOrEmpty(path) || path.Length > 512) return false;
        foreach (string segment in path.Split('/'))
        {
            if (segment.Length is 0 or > 200 || segment is "." or "..") return false;
            foreach (char c in segment)
            {
                if (char.IsControl(c) || c is '\\' or ':' or '+') return false;
            }
        }

        return true;
    }

    /// <summary>Throws <see cref="ArgumentException"/> for a name that could leave the store.</summary>
    public static ArtifactName Checked(ArtifactName artifact) =>
        IsSafe(artifact.Path) && !artifact.Path.StartsWith('.')
            ? artifact
            : throw new ArgumentException($"'{artifact.Path}' is not a valid artifact name", nameof(artifact));

    /// <summary>Throws <see cref="StageException"/> (65) when a commit names a file outside its artifact or twice.</summary>
    public static void CheckFiles(string artifact, IReadOnlyList<CommittedFile> files)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (CommittedFile file in files)
        {
            if (file is null || !IsSafe(file.Name) || file.Name is CommitFile or PrunedFile)
            {
                throw StageException.Corrupt($"{artifact}/{CommitFile}", $"names the file '{file?.Name}', which is not a plain path inside the artifact");
            }

            if (!seen.Add(file.Name)) throw StageException.Corrupt($"{artifact}/{CommitFile}", $"names the file '{file.Name}' twice");
            if (file.Length < 0 || file.Sha256 is not { Length: 64 })
            {
                throw StageException.Corrupt($"{artifact}/{CommitFile}", $"gives no valid length and SHA-256 for '{file.Name}'");
            }
        }
    }

    /// <summary>The files wanted; all when <paramref name="files"/> is null.</summary>
    /// <exception cref="StageException">65 when the artifact never had one of them.</exception>
    internal static IEnumerable<CommittedFile> Select(Commit commit, string artifact, IReadOnlyCollection<string>? files)
    {
        if (files is null) return commit.Files;
        return files.Select(name => commit.Files.FirstOrDefault(file => file.Name == name)
            ?? throw StageException.Corrupt(artifact, $"has no file '{name}' (it has {string.Join(", ", commit.Files.Select(file => file.Name))})"));
    }

    internal static StageException Pruned(string path) =>
        StageException.Corrupt(path, "was pruned by spec.storage.retention; keep more with keepCheckpoints, or use a checkpoint that is still there");
}
