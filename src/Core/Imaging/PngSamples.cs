namespace RL4VLM.Core.Imaging;

/// <summary>Turns a row of stored samples into RGB.</summary>
internal readonly struct PngSamples(PngHeader header, byte[] palette)
{
    /// <param name="row">The unfiltered row.</param>
    /// <param name="width">Pixels in it.</param>
    /// <param name="pixels">Where the first pixel goes.</param>
    /// <param name="step">Bytes from one pixel to the next in <paramref name="pixels"/>.</param>
    public void Expand(ReadOnlySpan<byte> row, int width, Span<byte> pixels, int step)
    {
        if (header is { Color: 2, Depth: 8 } && step == 3)
        {
            row.CopyTo(pixels);
            return;
        }

        int bytes = header.BitsPerPixel / 8;
        // From a pixel's first byte to the high bytes of green and blue; 0 where there is only grey.
        int green = header.Color is 2 or 6 ? header.Depth / 8 : 0;
        for (int x = 0; x < width; x++)
        {
            Span<byte> pixel = pixels.Slice(x * step, 3);
            if (header.Color == 3)
            {
                Indexed(Packed(row, x), pixel);
            }
            else if (header.Depth < 8)
            {
                pixel.Fill((byte)(Packed(row, x) * (255 / ((1 << header.Depth) - 1))));
            }
            else if (header is { Color: 0, Depth: 16 })
            {
                pixel.Fill(row[x * 2] != 0 ? (byte)255 : row[(x * 2) + 1]);
            }
            else
            {
                pixel[0] = row[x * bytes];
                pixel[1] = row[(x * bytes) + green];
                pixel[2] = row[(x * bytes) + (2 * green)];
            }
        }
    }

    /// <summary>A sample of 1, 2, 4 or 8 bits; the leftmost has the highest bits.</summary>
    private int Packed(ReadOnlySpan<byte> row, int x)
    {
        int bit = x * header.Depth;
        return (row[bit >> 3] >> (8 - header.Depth - (bit & 7))) & ((1 << header.Depth) - 1);
    }

    private void Indexed(int index, Span<byte> pixel)
    {
        if (index * 3 >= palette.Length) throw new FormatException($"the PNG has colour index {index} in a palette of {palette.Length / 3}");
        palette.AsSpan(index * 3, 3).CopyTo(pixel);
    }
}
