namespace RL4VLM.Core.Artifacts;

/// <summary>Keeps what ended processes have downloaded on this machine below a limit: the least recently used attempts go.
/// Runs that a live process works on are neither counted nor touched.</summary>
internal static class ScratchCleaning
{
    private sealed record Download(string Folder, long Bytes, DateTime Used);

    /// <param name="blobs">Holds <c>&lt;container&gt;/&lt;run&gt;</c> folders.</param>
    /// <param name="limit">Bytes that may stay.</param>
    public static void Trim(string blobs, long limit)
    {
        var held = new List<FileStream>();
        try
        {
            List<Download> downloads = [];
            foreach (string run in Directory.GetDirectories(blobs).SelectMany(Directory.GetDirectories))
            {
                if (ScratchFolder.TryLock(run, FileAccess.ReadWrite, FileShare.None) is not { } free) continue;
                held.Add(free);
                downloads.AddRange(DownloadsOf(run));
            }

            long total = downloads.Sum(download => download.Bytes);
            foreach (Download oldest in downloads.OrderBy(download => download.Used))
            {
                if (total <= limit) break;
                Directory.Delete(oldest.Folder, recursive: true);
                total -= oldest.Bytes;
            }
        }
        finally
        {
            foreach (FileStream file in held) file.Dispose();
        }
    }

    private static IEnumerable<Download> DownloadsOf(string run)
    {
        string cache = Path.Combine(run, "cache");
        if (!Directory.Exists(cache)) yield break;
        foreach (DirectoryInfo attempt in new DirectoryInfo(cache).EnumerateDirectories("*", SearchOption.AllDirectories).Where(folder => BlobLayout.IsAttempt(folder.Name)))
        {
            long bytes = attempt.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
            yield return new Download(attempt.FullName, bytes, attempt.LastWriteTimeUtc);
        }
    }
}
