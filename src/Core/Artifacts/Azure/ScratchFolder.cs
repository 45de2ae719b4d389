using System.Security.Cryptography;
using System.Text;

namespace RL4VLM.Core.Artifacts;

/// <summary>A run's local folder: attempts in the making under <c>.attempts</c>, downloads under <c>cache/&lt;artifact&gt;/&lt;attempt&gt;</c>.
/// An attempt's name is never used again, so a download stays right for good and later processes on this machine use it.</summary>
internal sealed class ScratchFolder
{
    private const string LockFile = ".lock";

    private readonly string cache;
    // Held while the process lives: its downloads are in use and are not cleaned away. Null when a process that is just cleaning holds the
    // folder; should a later one clean here too, a stage misses a file, ends with 75 and downloads it again.
    private readonly FileStream? inUse;

    private ScratchFolder(string root)
    {
        Root = root;
        cache = Path.Combine(root, "cache");
        Attempts = new AttemptFolders(root);
        inUse = TryLock(root, FileAccess.Read, FileShare.Read);
    }

    public string Root { get; }

    public AttemptFolders Attempts { get; }

    /// <summary>Makes the folder, removes what dead processes left half-written in it, and cleans old downloads down to the limit.</summary>
    /// <param name="options">Where, and how much may stay.</param>
    /// <param name="container">Tells runs of the same name in different containers apart.</param>
    /// <param name="run">Name of the run in its container.</param>
    public static ScratchFolder Open(AzureBlobOptions options, Uri container, string run)
    {
        string key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(container.GetLeftPart(UriPartial.Path))))[..16];
        string blobs = Path.Combine(options.Scratch, "blobs");
        // Weights and episodes are nobody else's business on a shared machine.
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(blobs);
        else Directory.CreateDirectory(blobs, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string root = Path.Combine(blobs, key, run.Replace('/', '+'));
        Directory.CreateDirectory(root);
        ScratchCleaning.Trim(blobs, options.ScratchLimit);
        var scratch = new ScratchFolder(root);
        foreach ((_, string folder) in scratch.Attempts.Dead().ToArray()) AttemptFolders.Remove(folder);
        return scratch;
    }

    /// <summary>Null when another process holds the folder in a way that excludes this one.</summary>
    public static FileStream? TryLock(string root, FileAccess access, FileShare share)
    {
        try
        {
            return new FileStream(Path.Combine(root, LockFile), FileMode.OpenOrCreate, access, share, bufferSize: 0);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Where downloads of an attempt lie; made when missing, and marked as used now.</summary>
    public string DownloadsOf(ArtifactName artifact, string attempt)
    {
        string folder = PathOf(artifact, attempt);
        Directory.CreateDirectory(folder);
        Directory.SetLastWriteTimeUtc(folder, DateTime.UtcNow);
        return folder;
    }

    /// <summary>Keeps what this process has just uploaded, so that the next stage here need not download it.</summary>
    /// <returns>The folder's new place.</returns>
    public string Adopt(ArtifactName artifact, string attempt, string folder)
    {
        string target = PathOf(artifact, attempt);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        Directory.Move(folder, target);
        return target;
    }

    /// <summary>Removes downloads of files that are pruned.</summary>
    public void Forget(ArtifactName artifact, string attempt, IEnumerable<string> files)
    {
        string folder = PathOf(artifact, attempt);
        foreach (string path in files.Select(name => Path.Combine(folder, name)).Where(File.Exists)) File.Delete(path);
    }

    private string PathOf(ArtifactName artifact, string attempt) => Path.Combine(cache, artifact.Path, attempt);
}
