using System.Collections.Concurrent;
using System.Security.Cryptography;
using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Artifacts;

/// <summary>Checks files against their commit and remembers, for this process, which ones were found right
/// (by path, length and modification time), so that a checkpoint read by every stage is hashed once.</summary>
internal sealed class VerifiedFiles
{
    private readonly ConcurrentDictionary<string, Entry> known = new(StringComparer.Ordinal);

    private readonly record struct Entry(long Length, DateTime Modified, string Sha256);

    /// <exception cref="StageException">65 when the file differs from its commit.</exception>
    public async Task VerifyAsync(string path, string label, CommittedFile expected, CancellationToken cancellation)
    {
        var info = new FileInfo(path);
        if (!info.Exists) throw StageException.Corrupt(label, "the file is missing");
        if (info.Length != expected.Length)
        {
            throw StageException.Corrupt(label, $"has {info.Length} bytes where the commit says {expected.Length}", Math.Min(info.Length, expected.Length));
        }

        var entry = new Entry(info.Length, info.LastWriteTimeUtc, expected.Sha256);
        if (known.TryGetValue(path, out Entry seen) && seen == entry) return;
        string actual = await HashAsync(path, cancellation).ConfigureAwait(false);
        if (!string.Equals(actual, expected.Sha256, StringComparison.OrdinalIgnoreCase))
        {
            throw StageException.Corrupt(label, $"its SHA-256 is {actual} where the commit says {expected.Sha256}");
        }

        known[path] = entry;
    }

    /// <summary>The same as an answer, for a copy that can be fetched again.</summary>
    public async Task<bool> IsRightAsync(string path, CommittedFile expected, CancellationToken cancellation)
    {
        try
        {
            await VerifyAsync(path, path, expected, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (StageException)
        {
            return false;
        }
    }

    /// <summary>Records a file this process has hashed itself while committing it.</summary>
    public void Remember(string path, CommittedFile file) =>
        known[path] = new Entry(file.Length, File.GetLastWriteTimeUtc(path), file.Sha256);

    public static async Task<string> HashAsync(string path, CancellationToken cancellation)
    {
        await using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation).ConfigureAwait(false));
    }
}
