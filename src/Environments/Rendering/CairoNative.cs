using System.Runtime.InteropServices;

namespace RL4VLM.Environments.Rendering;

/// <summary>The part of Cairo's C interface that we draw with (cairographics.org, 1.16).</summary>
internal static partial class CairoNative
{
    public const int FormatRgb24 = 1;

    private const string Library = "libcairo.so.2";

    [LibraryImport(Library, EntryPoint = "cairo_image_surface_create")]
    public static partial nint SurfaceCreate(int format, int width, int height);

    [LibraryImport(Library, EntryPoint = "cairo_image_surface_get_data")]
    public static partial nint SurfaceData(nint surface);

    [LibraryImport(Library, EntryPoint = "cairo_image_surface_get_stride")]
    public static partial int SurfaceStride(nint surface);

    [LibraryImport(Library, EntryPoint = "cairo_surface_flush")]
    public static partial void SurfaceFlush(nint surface);

    [LibraryImport(Library, EntryPoint = "cairo_surface_destroy")]
    public static partial void SurfaceDestroy(nint surface);

    [LibraryImport(Library, EntryPoint = "cairo_create")]
    public static partial nint Create(nint surface);

    [LibraryImport(Library, EntryPoint = "cairo_destroy")]
    public static partial void Destroy(nint cairo);

    [LibraryImport(Library, EntryPoint = "cairo_status")]
    public static partial int Status(nint cairo);

    [LibraryImport(Library, EntryPoint = "cairo_save")]
    public static partial void Save(nint cairo);

    [LibraryImport(Library, EntryPoint = "cairo_restore")]
    public static partial void Restore(nint cairo);

    [LibraryImport(Library, EntryPoint = "cairo_translate")]
    public static partial void Translate(nint cairo, double x, double y);

    [LibraryImport(Library, EntryPoint = "cairo_scale")]
    public static partial void Scale(nint cairo, double x, double y);

    [LibraryImport(Library, EntryPoint = "cairo_set_source_rgb")]
    public static partial void SetColour(nint cairo, double red, double green, double blue);

    [LibraryImport(Library, EntryPoint = "cairo_paint")]
    public static partial void Paint(nint cairo);

    [LibraryImport(Library, EntryPoint = "cairo_move_to")]
    public static partial void MoveTo(nint cairo, double x, double y);

    [LibraryImport(Library, EntryPoint = "cairo_line_to")]
    public static partial void LineTo(nint cairo, double x, double y);

    [LibraryImport(Library, EntryPoint = "cairo_curve_to")]
    public static partial void CurveTo(nint cairo, double x1, double y1, double x2, double y2, double x3, double y3);

    [LibraryImport(Library, EntryPoint = "cairo_arc")]
    public static partial void Arc(nint cairo, double x, double y, double radius, double from, double to);

    [LibraryImport(Library, EntryPoint = "cairo_rectangle")]
    public static partial void Rectangle(nint cairo, double x, double y, double width, double height);

    [LibraryImport(Library, EntryPoint = "cairo_new_sub_path")]
    public static partial void NewSubPath(nint cairo);

    [LibraryImport(Library, EntryPoint = "cairo_close_path")]
    public static partial void ClosePath(nint cairo);

    [LibraryImport(Library, EntryPoint = "cairo_fill")]
    public static partial void Fill(nint cairo);

    [LibraryImport(Library, EntryPoint = "cairo_fill_preserve")]
    public static partial void FillPreserve(nint cairo);

    [LibraryImport(Library, EntryPoint = "cairo_clip")]
    public static partial void Clip(nint cairo);

    [LibraryImport(Library, EntryPoint = "cairo_stroke")]
    public static partial void Stroke(nint cairo);

    [LibraryImport(Library, EntryPoint = "cairo_set_line_width")]
    public static partial void SetLineWidth(nint cairo, double width);

    [LibraryImport(Library, EntryPoint = "cairo_select_font_face", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SelectFont(nint cairo, string family, int slant, int weight);

    [LibraryImport(Library, EntryPoint = "cairo_set_font_size")]
    public static partial void SetFontSize(nint cairo, double size);

    [LibraryImport(Library, EntryPoint = "cairo_show_text", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void ShowText(nint cairo, string text);

    [LibraryImport(Library, EntryPoint = "cairo_text_extents", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void TextExtents(nint cairo, string text, out TextMeasure measure);

    [StructLayout(LayoutKind.Sequential)]
    public readonly struct TextMeasure
    {
        public readonly double BearingX;
        public readonly double BearingY;
        public readonly double Width;
        public readonly double Height;
        public readonly double AdvanceX;
        public readonly double AdvanceY;
    }
}
