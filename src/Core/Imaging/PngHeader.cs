using System.Buffers.Binary;

namespace RL4VLM.Core.Imaging;

internal enum PngColour
{
    Gray = 0,
    Rgb = 2,
    Palette = 3,
    GrayAlpha = 4,
    Rgba = 6,
}

/// <summary>IHDR: size and sample layout of a PNG.</summary>
internal sealed record PngHeader(int Width, int Height, int Bits, PngColour Colour)
{
    public int Channels => Colour switch { PngColour.Rgb => 3, PngColour.Rgba => 4, PngColour.GrayAlpha => 2, _ => 1 };

    /// <summary>Bytes of a row without its filter byte.</summary>
    public int Stride => checked((int)((((long)Width * Channels * Bits) + 7) / 8));

    /// <summary>Distance that filters look back.</summary>
    public int BytesPerPixel => Math.Max(1, Channels * Bits / 8);

    public static PngHeader Parse(ReadOnlySpan<byte> body, int maximumSide, long maximumPixels)
    {
        if (body.Length != 13)
            throw new FormatException("the PNG's IHDR has the wrong length");
        long width = BinaryPrimitives.ReadUInt32BigEndian(body), height = BinaryPrimitives.ReadUInt32BigEndian(body[4..]);
        if (width < 1 || height < 1 || width > maximumSide || height > maximumSide || width * height > maximumPixels)
            throw new FormatException($"the PNG is {width}x{height}; sides of 1 to {maximumSide} and {maximumPixels} pixels in all are read");
        int bits = body[8], colour = body[9];
        bool known = colour switch
        {
            0 => bits is 1 or 2 or 4 or 8 or 16,
            3 => bits is 1 or 2 or 4 or 8,
            2 or 4 or 6 => bits is 8 or 16,
            _ => false,
        };
        if (!known || body[10] != 0 || body[11] != 0)
            throw new FormatException($"the PNG has colour type {colour} with {bits} bits, which does not exist");
        if (body[12] != 0)
            throw new FormatException("the PNG is interlaced; save it without interlacing");
        return new PngHeader((int)width, (int)height, bits, (PngColour)colour);
    }

    /// <summary>A sample scaled to 8 bits: the high byte of 16, multiples for fewer than 8.</summary>
    public byte Sample(ReadOnlySpan<byte> row, int index) => Bits switch
    {
        8 => row[index],
        16 => row[index * 2],
        _ => (byte)(Index(row, index) * 255 / ((1 << Bits) - 1)),
    };

    /// <summary>A sample as stored, for palettes.</summary>
    public int Index(ReadOnlySpan<byte> row, int index)
    {
        if (Bits == 8)
            return row[index];
        int bit = index * Bits;
        return (row[bit / 8] >> (8 - Bits - (bit % 8))) & ((1 << Bits) - 1);
    }
}
