using System.Runtime.InteropServices;
using RL4VLM.Core.Stages;

namespace RL4VLM.Environments.Rendering;

/// <summary>Makes sure that text is drawn in DejaVu: with another font the pictures would silently be others.</summary>
internal static partial class Fonts
{
    private const string Library = "libfontconfig.so.1";

    private static readonly Lazy<string?> Problem = new(Check);

    /// <exception cref="StageException">70 when Cairo, fontconfig or the DejaVu fonts are missing.</exception>
    public static void Require()
    {
        if (Problem.Value is { } problem)
            throw new StageException(ExitCodes.Software, problem);
    }

    private static string? Check()
    {
        const string Install = "install libcairo2, libfontconfig1 and fonts-dejavu-core (make dependencies)";
        if (!NativeLibrary.TryLoad("libcairo.so.2", out _))
            return $"pictures are drawn with Cairo, and libcairo.so.2 is missing: {Install}";
        if (!NativeLibrary.TryLoad(Library, out _))
            return $"fonts are found by fontconfig, and {Library} is missing: {Install}";
        string? family = Match("DejaVu Sans:bold");
        return family == "DejaVu Sans" ? null : $"pictures need the DejaVu fonts, but fontconfig offers '{family}' for 'DejaVu Sans': {Install}";
    }

    private static unsafe string? Match(string name)
    {
        nint pattern = NameParse(name);
        ConfigSubstitute(0, pattern, 0);
        DefaultSubstitute(pattern);
        nint match = FontMatch(0, pattern, out _);
        string? family = match != 0 && GetString(match, "family", 0, out nint text) == 0 ? Marshal.PtrToStringUTF8(text) : null;
        if (match != 0)
            PatternDestroy(match);
        PatternDestroy(pattern);
        return family;
    }

    [LibraryImport(Library, EntryPoint = "FcNameParse", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint NameParse(string name);

    [LibraryImport(Library, EntryPoint = "FcConfigSubstitute")]
    private static partial int ConfigSubstitute(nint config, nint pattern, int kind);

    [LibraryImport(Library, EntryPoint = "FcDefaultSubstitute")]
    private static partial void DefaultSubstitute(nint pattern);

    [LibraryImport(Library, EntryPoint = "FcFontMatch")]
    private static partial nint FontMatch(nint config, nint pattern, out int result);

    [LibraryImport(Library, EntryPoint = "FcPatternGetString", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetString(nint pattern, string name, int index, out nint value);

    [LibraryImport(Library, EntryPoint = "FcPatternDestroy")]
    private static partial void PatternDestroy(nint pattern);
}
