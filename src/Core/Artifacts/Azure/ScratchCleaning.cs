namespace RL4VLM.Core.Artifacts;

/// <summary>Keeps downloads on this machine below a limit: the least recently used attempts go, except those of runs that a live process works on.</summary>
internal static class ScratchCleaning
{
    private sealed record Download(string Folder, long Bytes, DateTime Used, bool IsLive);

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
                FileStream? free = ScratchFolder.TryLock(run, FileAccess.ReadWrite, FileShare.None);
                if (free is not null) held.Add(free);
                downloads.AddRange(DownloadsOf(run, isLive: free is null));
            }

            long total = downloads.Sum(download => download.Bytes);
            foreach (Download oldest in downloads.Where(download => !download.IsLive).OrderBy(download => download.Used))
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

    private static IEnumerable<Download> DownloadsOf(string run, bool isLive)
    {
        string cache = Path.Combine(run, "cache");
        if (!Directory.Exists(cache)) yield break;
        foreach (DirectoryInfo attempt in new DirectoryInfo(cache).EnumerateDirectories("*", SearchOption.AllDirectories).Where(folder => BlobLayout.IsAttempt(folder.Name)).ToArray())
        {
            long bytes = attempt.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
            yield return new Download(attempt.FullName, bytes, attempt.LastWriteTimeUtc, isLive);
        }
    }
}
