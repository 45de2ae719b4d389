using System.Runtime.InteropServices;

namespace RL4VLM.Environments.Rendering;

/// <summary>The functions of libcairo that the pictures need (cairographics.org, C API 1.16). Handles are native pointers.</summary>
internal static partial class Cairo
{
    private const string Library = "libcairo.so.2";

    public const int FormatArgb32 = 0;
    public const int FormatRgb24 = 1;
    public const int SlantNormal = 0;
    public const int AntialiasGray = 2;
    public const int HintStyleNone = 1;
    public const int HintStyleFull = 4;
    public const int HintMetricsOff = 1;
    public const int HintMetricsOn = 2;
    public const int StatusSuccess = 0;

    [StructLayout(LayoutKind.Sequential)]
    public struct TextExtents
    {
        public double XBearing, YBearing, Width, Height, XAdvance, YAdvance;
    }

    [LibraryImport(Library)] public static partial nint cairo_image_surface_create(int format, int width, int height);
    [LibraryImport(Library)] public static partial nint cairo_image_surface_get_data(nint surface);
    [LibraryImport(Library)] public static partial int cairo_image_surface_get_stride(nint surface);
    [LibraryImport(Library)] public static partial void cairo_surface_flush(nint surface);
    [LibraryImport(Library)] public static partial void cairo_surface_destroy(nint surface);
    [LibraryImport(Library)] public static partial int cairo_surface_status(nint surface);
    [LibraryImport(Library)] public static partial nint cairo_create(nint surface);
    [LibraryImport(Library)] public static partial void cairo_destroy(nint context);
    [LibraryImport(Library)] public static partial int cairo_status(nint context);
    [LibraryImport(Library)] public static partial void cairo_save(nint context);
    [LibraryImport(Library)] public static partial void cairo_restore(nint context);
    [LibraryImport(Library)] public static partial void cairo_translate(nint context, double x, double y);
    [LibraryImport(Library)] public static partial void cairo_scale(nint context, double x, double y);
    [LibraryImport(Library)] public static partial void cairo_set_source_rgb(nint context, double red, double green, double blue);
    [LibraryImport(Library)] public static partial void cairo_set_source_surface(nint context, nint surface, double x, double y);
    [LibraryImport(Library)] public static partial void cairo_paint(nint context);
    [LibraryImport(Library)] public static partial void cairo_fill(nint context);
    [LibraryImport(Library)] public static partial void cairo_fill_preserve(nint context);
    [LibraryImport(Library)] public static partial void cairo_stroke(nint context);
    [LibraryImport(Library)] public static partial void cairo_clip(nint context);
    [LibraryImport(Library)] public static partial void cairo_set_line_width(nint context, double width);
    [LibraryImport(Library)] public static partial void cairo_new_path(nint context);
    [LibraryImport(Library)] public static partial void cairo_new_sub_path(nint context);
    [LibraryImport(Library)] public static partial void cairo_close_path(nint context);
    [LibraryImport(Library)] public static partial void cairo_move_to(nint context, double x, double y);
    [LibraryImport(Library)] public static partial void cairo_line_to(nint context, double x, double y);
    [LibraryImport(Library)] public static partial void cairo_curve_to(nint context, double x1, double y1, double x2, double y2, double x3, double y3);
    [LibraryImport(Library)] public static partial void cairo_rectangle(nint context, double x, double y, double width, double height);
    [LibraryImport(Library)] public static partial void cairo_arc(nint context, double x, double y, double radius, double from, double to);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial void cairo_select_font_face(nint context, string family, int slant, int weight);
    [LibraryImport(Library)] public static partial void cairo_set_font_size(nint context, double size);
    [LibraryImport(Library)] public static partial nint cairo_font_options_create();
    [LibraryImport(Library)] public static partial void cairo_font_options_destroy(nint options);
    [LibraryImport(Library)] public static partial void cairo_font_options_set_antialias(nint options, int antialias);
    [LibraryImport(Library)] public static partial void cairo_font_options_set_hint_style(nint options, int style);
    [LibraryImport(Library)] public static partial void cairo_font_options_set_hint_metrics(nint options, int metrics);
    [LibraryImport(Library)] public static partial void cairo_set_font_options(nint context, nint options);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial void cairo_show_text(nint context, string text);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial void cairo_text_path(nint context, string text);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial void cairo_text_extents(nint context, string text, out TextExtents extents);
    [LibraryImport(Library)] public static partial void cairo_path_extents(nint context, out double left, out double top, out double right, out double bottom);
}
