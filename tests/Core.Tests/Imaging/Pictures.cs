using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using RL4VLM.Core.Imaging;

namespace RL4VLM.Core.Tests.Imaging;

/// <summary>Pictures and PNG files to test with; the files are put together here byte by byte, not by the encoder.</summary>
internal static class Pictures
{
    /// <summary>300×300: a flat background, a frame, and slanted strokes with soft edges where text would be.</summary>
    public static RgbImage Drawn()
    {
        byte[] pixels = new byte[300 * 300 * 3];
        Array.Fill(pixels, (byte)250);
        for (int y = 40; y < 260; y++)
        {
            for (int x = 40; x < 260; x++)
            {
                int at = ((y * 300) + x) * 3;
                if (x is < 43 or > 256 || y is < 43 or > 256) pixels.AsSpan(at, 3).Clear();
                int edge = Math.Abs(((x * 3) + y) % 120 - 60);
                if (y is > 100 and < 130 && edge < 8) pixels.AsSpan(at, 3).Fill((byte)(edge * 30));
            }
        }

        return new RgbImage(300, 300, pixels);
    }

    public static byte[] Header(int width, int height, int depth, int color, int interlace = 0)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = (byte)depth;
        header[9] = (byte)color;
        header[12] = (byte)interlace;
        return header;
    }

    public static byte[] Chunk(string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        byte[] chunk = new byte[body.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        body.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Crc32.HashToUInt32(body));
        return chunk;
    }

    public static byte[] Compress(byte[] rows)
    {
        using var stream = new MemoryStream();
        using (var zlib = new ZLibStream(stream, CompressionLevel.Optimal)) zlib.Write(rows);
        return stream.ToArray();
    }

    public static byte[] File(params byte[][] chunks) => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. chunks.SelectMany(chunk => chunk)];

    /// <summary>Header, optional palette, the rows (filter types included), end.</summary>
    public static byte[] Whole(byte[] header, byte[] rows, byte[]? palette = null) =>
        File([Chunk("IHDR", header), .. palette is null ? Array.Empty<byte[]>() : [Chunk("PLTE", palette)], Chunk("IDAT", Compress(rows)), Chunk("IEND", [])]);
}
