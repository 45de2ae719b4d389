using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using RL4VLM.Core.Imaging;
using RL4VLM.Core.Stages;
using static RL4VLM.Environments.Rendering.Cairo;

namespace RL4VLM.Environments.Rendering;

/// <summary>A native surface to draw on. Not thread-safe.</summary>
internal sealed class Canvas : IDisposable
{
    // hhea ascender of the DejaVu fonts (1901 of 2048 units): Pillow's anchor is the ascender line, Cairo's the baseline.
    private const double Ascender = 1901.0 / 2048;

    private readonly nint unhinted;
    private Face face;
    private double size;

    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="transparent">With an alpha channel, empty at first; else opaque black.</param>
    public Canvas(int width, int height, bool transparent)
    {
        (Width, Height) = (width, height);
        try
        {
            Surface = cairo_image_surface_create(transparent ? FormatArgb32 : FormatRgb24, width, height);
        }
        catch (DllNotFoundException missing)
        {
            throw new StageException(ExitCodes.Software, "libcairo.so.2 is not installed; install the package libcairo2 (Debian) or cairo", missing);
        }

        Context = cairo_create(Surface);
        Check();
        unhinted = Options(HintStyleNone, HintMetricsOff);
        nint hinted = Options(HintStyleFull, HintMetricsOn);
        cairo_set_font_options(Context, hinted);
        cairo_font_options_destroy(hinted);
    }

    public int Width { get; }

    public int Height { get; }

    public nint Surface { get; }

    public nint Context { get; }

    public void Save() => cairo_save(Context);

    /// <summary>Back to what <see cref="Save"/> kept, the font included.</summary>
    public void Restore()
    {
        cairo_restore(Context);
        (face, size) = (default, 0);
    }

    public void Clear(Ink ink)
    {
        Source(ink);
        cairo_paint(Context);
    }

    public void Source(Ink ink) => cairo_set_source_rgb(Context, ink.Red / 255.0, ink.Green / 255.0, ink.Blue / 255.0);

    public void Font(Face wanted, double wantedSize)
    {
        if (wanted != face)
        {
            Fontconfig.Require(wanted.Family);
            cairo_select_font_face(Context, wanted.Family, SlantNormal, wanted.Bold ? 1 : 0);
            face = wanted;
        }

        if (wantedSize != size)
        {
            cairo_set_font_size(Context, wantedSize);
            size = wantedSize;
        }
    }

    /// <summary>Draws a line of text whose ascender line starts at (x, y), as Pillow places text.</summary>
    /// <param name="text">One line.</param>
    /// <param name="x">Pixels from the left.</param>
    /// <param name="y">Pixels from the top.</param>
    /// <param name="font">Family and weight.</param>
    /// <param name="fontSize">Pixels per em.</param>
    /// <param name="ink">Colour.</param>
    /// <param name="widest">Wider text is squeezed to so many pixels.</param>
    public void Text(string text, double x, double y, Face font, double fontSize, Ink ink, double widest = double.PositiveInfinity)
    {
        Font(font, fontSize);
        Source(ink);
        double baseline = y + Math.Ceiling(Ascender * fontSize);
        if (double.IsPositiveInfinity(widest) || TextWidth(text) <= widest)
        {
            cairo_move_to(Context, x, baseline);
            cairo_show_text(Context, text);
            return;
        }

        // Without hinting, whose whole-pixel advances do not shrink in proportion.
        Save();
        cairo_set_font_options(Context, unhinted);
        cairo_translate(Context, x, baseline);
        cairo_scale(Context, widest / TextWidth(text), 1);
        cairo_move_to(Context, 0, 0);
        cairo_show_text(Context, text);
        Restore();
    }

    /// <summary>Advance of a text in the current font.</summary>
    public double TextWidth(string text)
    {
        cairo_text_extents(Context, text, out TextExtents extents);
        return Math.Max(1, extents.XAdvance);
    }

    /// <summary>Lays another canvas over this one.</summary>
    public void Paint(Canvas other, double x, double y)
    {
        cairo_set_source_surface(Context, other.Surface, x, y);
        cairo_paint(Context);

        // The pattern would keep the other surface alive.
        Source(Ink.Black);
    }

    /// <summary>A copy of the pixels as RGB.</summary>
    public unsafe RgbImage ToImage()
    {
        Check();
        cairo_surface_flush(Surface);
        byte* source = (byte*)cairo_image_surface_get_data(Surface);
        int stride = cairo_image_surface_get_stride(Surface);
        var pixels = GC.AllocateUninitializedArray<byte>(Width * Height * 3);
        fixed (byte* target = pixels)
        {
            for (int y = 0; y < Height; y++) CopyRow(source + ((long)y * stride), target + ((long)y * Width * 3), y == Height - 1);
        }

        return new RgbImage(Width, Height, pixels);
    }

    public void Dispose()
    {
        cairo_font_options_destroy(unhinted);
        cairo_destroy(Context);
        cairo_surface_destroy(Surface);
    }

    private static nint Options(int style, int metrics)
    {
        nint options = cairo_font_options_create();
        cairo_font_options_set_antialias(options, AntialiasGray);
        cairo_font_options_set_hint_style(options, style);
        cairo_font_options_set_hint_metrics(options, metrics);
        return options;
    }

    // Native pixels are 32-bit words 0xXXRRGGBB, little-endian. Four at a time; each store writes four bytes that the next one overwrites.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void CopyRow(byte* source, byte* target, bool last)
    {
        Vector128<byte> order = Vector128.Create((byte)2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 255, 255, 255, 255);
        int x = 0, vectorEnd = last ? Width - 8 : Width - 4;
        for (; x <= vectorEnd; x += 4) Vector128.Shuffle(Vector128.Load(source + (4 * x)), order).Store(target + (3 * x));
        for (; x < Width; x++)
        {
            target[3 * x] = source[(4 * x) + 2];
            target[(3 * x) + 1] = source[(4 * x) + 1];
            target[(3 * x) + 2] = source[4 * x];
        }
    }

    private void Check()
    {
        int status = cairo_surface_status(Surface);
        if (status == StatusSuccess) status = cairo_status(Context);
        if (status != StatusSuccess) throw new InvalidOperationException($"Cairo reports status {status} for a surface of {Width}x{Height}");
    }
}
