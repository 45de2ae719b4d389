namespace RL4VLM.Core.Artifacts;

/// <summary>Where attempts are written: <c>.attempts/&lt;artifact with + for /&gt;-&lt;32 hex digits&gt;</c>, each with a lock file
/// beside it that the writing process holds. The operating system drops the lock with the process, so a leftover is told
/// from a live attempt without clocks.</summary>
internal sealed class AttemptFolders(string runDirectory)
{
    private const string LockSuffix = ".lock";

    private readonly string root = Path.Combine(runDirectory, ".attempts");

    public static string IdOf(string folder) => Path.GetFileName(folder)[^32..];

    /// <summary>Makes an empty folder and takes its lock.</summary>
    public (string Folder, FileStream Lock) Create(ArtifactName artifact)
    {
        Directory.CreateDirectory(root);
        string folder = Path.Combine(root, $"{artifact.Path.Replace('/', '+')}-{Guid.NewGuid():N}");
        var held = new FileStream(folder + LockSuffix, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        Directory.CreateDirectory(folder);
        return (folder, held);
    }

    /// <summary>Attempts at anything (or at one artifact) whose process is gone.</summary>
    public IEnumerable<(ArtifactName Artifact, string Folder)> Dead(ArtifactName? only = null)
    {
        if (!Directory.Exists(root)) yield break;
        foreach (string folder in Directory.GetDirectories(root))
        {
            string name = Path.GetFileName(folder);
            if (name.Length < 34 || name[^33] != '-' || !name[^32..].All(char.IsAsciiHexDigitLower)) continue;
            var artifact = new ArtifactName(name[..^33].Replace('+', '/'));
            if (!ArtifactPaths.IsSafe(artifact.Path) || (only is { } wanted && wanted != artifact) || IsHeld(folder)) continue;
            yield return (artifact, folder);
        }
    }

    /// <summary>Removes a folder and its lock file; one that is already gone is no error.</summary>
    public static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another process swept it first.
        }

        File.Delete(folder + LockSuffix);
    }

    private static bool IsHeld(string folder)
    {
        try
        {
            using var probe = new FileStream(folder + LockSuffix, FileMode.Open, FileAccess.Write, FileShare.None);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
