using System.Buffers.Binary;

namespace RL4VLM.Core.Imaging;

/// <summary>The IHDR chunk.</summary>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Depth">Bits a sample: 1, 2, 4, 8 or 16.</param>
/// <param name="Color">0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA.</param>
/// <param name="Interlaced">Adam7.</param>
internal readonly record struct PngHeader(int Width, int Height, int Depth, int Color, bool Interlaced)
{
    /// <summary>Samples a pixel.</summary>
    public int Channels => Color switch
    {
        2 => 3,
        4 => 2,
        6 => 4,
        _ => 1,
    };

    public int BitsPerPixel => Channels * Depth;

    /// <summary>Reduced pictures in the order they are stored: where each begins and the distance of its pixels.</summary>
    public (int X, int Y, int StepX, int StepY)[] Passes => Interlaced
        ? [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
        : [(0, 0, 1, 1)];

    /// <summary>Pixels across and down of a pass; either may be 0.</summary>
    public (int Width, int Height) SizeOf((int X, int Y, int StepX, int StepY) pass) =>
        ((Width - pass.X + pass.StepX - 1) / pass.StepX, (Height - pass.Y + pass.StepY - 1) / pass.StepY);

    /// <summary>Bytes of a row of <paramref name="width"/> pixels, without the filter type.</summary>
    public int RowBytes(int width) => (int)((((long)width * BitsPerPixel) + 7) / 8);

    /// <summary>Bytes that the compressed data must give.</summary>
    public long DataBytes
    {
        get
        {
            long bytes = 0;
            foreach ((int, int, int, int) pass in Passes)
            {
                (int width, int height) = SizeOf(pass);
                if (width > 0) bytes += (1L + RowBytes(width)) * height;
            }

            return bytes;
        }
    }

    /// <exception cref="FormatException">Not a header that the specification allows, or a larger picture than is read here.</exception>
    public static PngHeader Read(ReadOnlySpan<byte> data)
    {
        if (data.Length != PngChunks.HeaderLength) throw new FormatException($"the PNG's header has {data.Length} bytes, expected {PngChunks.HeaderLength}");
        uint width = BinaryPrimitives.ReadUInt32BigEndian(data);
        uint height = BinaryPrimitives.ReadUInt32BigEndian(data[4..]);
        if (width == 0 || height == 0 || width > PngDecoder.MaximumSide || height > PngDecoder.MaximumSide)
        {
            throw new FormatException($"the PNG has {width}x{height} pixels, expected 1 to {PngDecoder.MaximumSide} each way");
        }

        int depth = data[8];
        int color = data[9];
        bool allowed = color switch
        {
            0 => depth is 1 or 2 or 4 or 8 or 16,
            3 => depth is 1 or 2 or 4 or 8,
            2 or 4 or 6 => depth is 8 or 16,
            _ => false,
        };
        if (!allowed) throw new FormatException($"the PNG has colour type {color} with {depth} bits, which the format does not have");
        if (data[10] != 0 || data[11] != 0 || data[12] > 1) throw new FormatException("the PNG uses a compression, filter or interlace method that the format does not have");
        return new PngHeader((int)width, (int)height, depth, color, data[12] == 1);
    }
}
