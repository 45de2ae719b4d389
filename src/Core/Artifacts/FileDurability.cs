using System.Runtime.InteropServices;

namespace RL4VLM.Core.Artifacts;

/// <summary>fsync of files and folders, and a rename that never overwrites: .NET has no API for either.</summary>
internal static partial class FileDurability
{
    private const int ReadOnly = 0;

    /// <summary>Writes a file and forces it to the disk.</summary>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        stream.Write(bytes);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Forces a folder's entries to the disk, so that a rename survives a power cut. Best effort: some network file systems refuse it.</summary>
    public static void FlushDirectory(string path)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS()) return;
        int descriptor = Open(path, ReadOnly);
        if (descriptor < 0) return;
        _ = Fsync(descriptor);
        _ = Close(descriptor);
    }

    /// <summary>Gives <paramref name="existing"/> a second name unless that name is taken.</summary>
    /// <returns>False when <paramref name="name"/> exists.</returns>
    public static bool TryPublish(string existing, string name)
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
        {
            if (Link(existing, name) == 0) return true;
            if (File.Exists(name)) return false;
            // No hard links here (some network and FUSE file systems): fall through to the rename.
        }

        try
        {
            File.Move(existing, name, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(name))
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string name);
}
