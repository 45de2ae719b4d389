using System.Globalization;
using System.Text;
using RL4VLM.Core.Imaging;

namespace RL4VLM.Cli.Output;

/// <summary>A picture as characters: each is an upper half block whose foreground and background are two pixels, in 24-bit colour.</summary>
public static class TerminalPicture
{
    private const string Reset = "\u001b[0m";

    /// <summary>Writes <paramref name="image"/> at most <paramref name="columns"/> characters wide (a character is one pixel wide and two high), box-filtered down.</summary>
    public static void Write(TextWriter writer, RgbImage image, int columns)
    {
        int width = Math.Clamp(columns, 1, image.Width);
        int height = Math.Max(1, (int)Math.Round((double)image.Height * width / image.Width));
        var line = new StringBuilder();
        for (int y = 0; y < height; y += 2)
        {
            line.Clear();
            (byte, byte, byte)? foreground = null, background = null;
            for (int x = 0; x < width; x++)
            {
                var upper = Average(image, x, y, width, height);
                var lower = y + 1 < height ? Average(image, x, y + 1, width, height) : upper;
                if (foreground != upper) line.Append(Colour(38, upper));
                if (background != lower) line.Append(Colour(48, lower));
                (foreground, background) = (upper, lower);
                line.Append('▀');
            }

            writer.WriteLine(line.Append(Reset).ToString());
        }
    }

    private static string Colour(int plane, (byte Red, byte Green, byte Blue) colour) =>
        string.Create(CultureInfo.InvariantCulture, $"\u001b[{plane};2;{colour.Red};{colour.Green};{colour.Blue}m");

    private static (byte Red, byte Green, byte Blue) Average(RgbImage image, int x, int y, int width, int height)
    {
        int left = x * image.Width / width, right = Math.Max(left + 1, (x + 1) * image.Width / width);
        int top = y * image.Height / height, bottom = Math.Min(image.Height, Math.Max(top + 1, (y + 1) * image.Height / height));
        long red = 0, green = 0, blue = 0;
        for (int row = top; row < bottom; row++)
        {
            for (int column = left; column < right; column++)
            {
                int at = ((row * image.Width) + column) * 3;
                red += image.Pixels[at];
                green += image.Pixels[at + 1];
                blue += image.Pixels[at + 2];
            }
        }

        int count = (right - left) * (bottom - top);
        return ((byte)(red / count), (byte)(green / count), (byte)(blue / count));
    }
}
