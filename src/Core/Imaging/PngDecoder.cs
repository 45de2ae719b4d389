using System.IO.Compression;

namespace RL4VLM.Core.Imaging;

/// <summary>Reads PNG of every colour type, depth, filter and interlacing as 8-bit RGB, with the values that Pillow's
/// <c>Image.open(…).convert("RGB")</c> gives: alpha is dropped; 16-bit colour keeps the high byte, 16-bit grey is clipped to 255.
/// Takes bytes that nobody vouches for.</summary>
public static class PngDecoder
{
    /// <summary>Most pixels each way.</summary>
    public const int MaximumSide = 16384;

    // Deflate makes at most 1032 bytes of one (a match of 258 in two bits).
    private const int MaximumExpansion = 1032;

    /// <param name="png">A PNG file; bytes after its end are ignored.</param>
    /// <exception cref="FormatException">It is not one, is damaged, or is larger than <see cref="MaximumSide"/> allows; the message says which.</exception>
    public static RgbImage Decode(ReadOnlySpan<byte> png)
    {
        PngFile file = PngFile.Read(png);
        byte[] rows = Inflate(file);
        byte[] pixels = new byte[file.Header.Width * file.Header.Height * 3];
        var samples = new PngSamples(file.Header, file.Palette);
        int at = 0;
        foreach ((int X, int Y, int StepX, int StepY) pass in file.Header.Passes)
        {
            (int width, int height) = file.Header.SizeOf(pass);
            if (width == 0) continue;
            int length = file.Header.RowBytes(width);
            ReadOnlySpan<byte> above = [];
            for (int y = 0; y < height; y++)
            {
                Span<byte> row = rows.AsSpan(at + 1, length);
                PngFilters.Undo(rows[at], row, above, Math.Max(1, file.Header.BitsPerPixel / 8));
                int first = (((pass.Y + (y * pass.StepY)) * file.Header.Width) + pass.X) * 3;
                samples.Expand(row, width, pixels.AsSpan(first), pass.StepX * 3);
                above = row;
                at += length + 1;
            }
        }

        return new RgbImage(file.Header.Width, file.Header.Height, pixels);
    }

    /// <summary>Nothing is allocated before the compressed data is long enough to be that of a picture of the announced size.</summary>
    private static byte[] Inflate(PngFile file)
    {
        long expected = file.Header.DataBytes;
        if (expected > ((long)file.Data.Length * MaximumExpansion) || expected > Array.MaxLength)
        {
            throw new FormatException($"the PNG's {file.Data.Length} bytes of data cannot be {file.Header.Width}x{file.Header.Height} pixels");
        }

        byte[] rows = GC.AllocateUninitializedArray<byte>((int)expected);
        try
        {
            using var inflate = new ZLibStream(new MemoryStream(file.Data, writable: false), CompressionMode.Decompress);
            int read = inflate.ReadAtLeast(rows, rows.Length, throwOnEndOfStream: false);
            if (read < rows.Length) throw new FormatException($"the PNG's data ends after {read} of {rows.Length} bytes");
            if (inflate.ReadByte() >= 0) throw new FormatException($"the PNG's data goes on after the {rows.Length} bytes of the picture");
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new FormatException($"the PNG's data is damaged: {e.Message}", e);
        }

        return rows;
    }
}
