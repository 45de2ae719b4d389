using System.Runtime.InteropServices;
using RL4VLM.Core.Stages;

namespace RL4VLM.Environments.Rendering;

/// <summary>Makes sure that the fonts of the pictures are really there: Cairo by itself silently takes another one.</summary>
internal static partial class Fontconfig
{
    private const string Library = "libfontconfig.so.1";
    private const int MatchPattern = 0;
    private const int ResultMatch = 0;

    private static readonly Lock Gate = new();
    private static readonly HashSet<string> Known = [];

    /// <exception cref="StageException">The family is not installed (exit code 70, naming the package to install).</exception>
    public static void Require(string family)
    {
        lock (Gate)
        {
            if (Known.Contains(family)) return;
            if (!Has(family)) throw new StageException(ExitCodes.Software, $"the font {family} is not installed; install the package fonts-dejavu (Debian) or dejavu-fonts");
            Known.Add(family);
        }
    }

    private static bool Has(string family)
    {
        nint pattern = FcPatternCreate();
        FcPatternAddString(pattern, "family", family);
        FcConfigSubstitute(0, pattern, MatchPattern);
        FcDefaultSubstitute(pattern);
        nint match = FcFontMatch(0, pattern, out _);
        FcPatternDestroy(pattern);
        if (match == 0) return false;
        bool found = FcPatternGetString(match, "family", 0, out nint name) == ResultMatch
            && Marshal.PtrToStringUTF8(name) is { } matched && matched.Equals(family, StringComparison.OrdinalIgnoreCase);
        FcPatternDestroy(match);
        return found;
    }

    [LibraryImport(Library)] private static partial nint FcPatternCreate();
    [LibraryImport(Library)] private static partial void FcPatternDestroy(nint pattern);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] private static partial int FcPatternAddString(nint pattern, string name, string value);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] private static partial int FcPatternGetString(nint pattern, string name, int index, out nint value);
    [LibraryImport(Library)] private static partial int FcConfigSubstitute(nint configuration, nint pattern, int kind);
    [LibraryImport(Library)] private static partial void FcDefaultSubstitute(nint pattern);
    [LibraryImport(Library)] private static partial nint FcFontMatch(nint configuration, nint pattern, out int result);
}
