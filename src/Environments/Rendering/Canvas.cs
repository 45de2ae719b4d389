using System.Runtime.InteropServices;
using RL4VLM.Core.Imaging;
using RL4VLM.Core.Stages;

namespace RL4VLM.Environments.Rendering;

/// <summary>A picture being drawn with Cairo. Text is placed as Pillow places it: by its left edge and the font's ascender.</summary>
public sealed class Canvas : IDisposable
{
    /// <summary>Ascender of the DejaVu fonts in ems (hhea table, 1901/2048): what Pillow measures a text's top from.</summary>
    private const double Ascender = 1901.0 / 2048;

    private readonly int width;
    private readonly int height;
    private readonly nint surface;
    private readonly nint cairo;

    /// <summary>A canvas filled with one colour.</summary>
    /// <exception cref="StageException">70 when Cairo or the DejaVu fonts are missing; the message says what to install.</exception>
    public Canvas(int width, int height, (byte Red, byte Green, byte Blue) background)
    {
        Fonts.Require();
        (this.width, this.height) = (width, height);
        surface = CairoNative.SurfaceCreate(CairoNative.FormatRgb24, width, height);
        cairo = CairoNative.Create(surface);
        Colour(background);
        CairoNative.Paint(cairo);
    }

    internal nint Handle => cairo;

    public void Colour((byte Red, byte Green, byte Blue) colour) =>
        CairoNative.SetColour(cairo, colour.Red / 255.0, colour.Green / 255.0, colour.Blue / 255.0);

    /// <summary>Draws text whose left edge is at <paramref name="x"/> and whose ascender line is at <paramref name="y"/>.</summary>
    public void Text(string text, double x, double y, double size, bool bold, string family = "DejaVu Sans")
    {
        CairoNative.SelectFont(cairo, family, 0, bold ? 1 : 0);
        CairoNative.SetFontSize(cairo, size);
        CairoNative.MoveTo(cairo, x, y + Math.Ceiling(Ascender * size));
        CairoNative.ShowText(cairo, text);
    }

    /// <summary>The pixels drawn so far.</summary>
    public unsafe RgbImage ToImage()
    {
        int status = CairoNative.Status(cairo);
        if (status != 0)
            throw new StageException(ExitCodes.Software, $"Cairo could not draw a picture (status {status})");
        CairoNative.SurfaceFlush(surface);
        int stride = CairoNative.SurfaceStride(surface);
        byte* data = (byte*)CairoNative.SurfaceData(surface);
        var pixels = new byte[width * height * 3];
        fixed (byte* start = pixels)
        {
            byte* target = start;
            for (int y = 0; y < height; y++)
            {
                uint* row = (uint*)(data + ((long)y * stride));
                for (int x = 0; x < width; x++)
                {
                    uint value = row[x];
                    *target++ = (byte)(value >> 16);
                    *target++ = (byte)(value >> 8);
                    *target++ = (byte)value;
                }
            }
        }

        return new RgbImage(width, height, pixels);
    }

    public void Dispose()
    {
        CairoNative.Destroy(cairo);
        CairoNative.SurfaceDestroy(surface);
    }
}
