using System.Buffers.Binary;
using System.IO.Compression;

namespace RL4VLM.Core.Imaging;

/// <summary>Writes 8-bit RGB PNG (ISO/IEC 15948): the same picture always gives the same bytes.</summary>
public static class PngEncoder
{
    internal static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>Encodes a picture. Rows are filtered by Up: flat backgrounds, of which rendered observations mostly consist, become zeros.</summary>
    public static byte[] Encode(RgbImage image)
    {
        using var output = new MemoryStream(image.Pixels.Length / 16);
        output.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], image.Height);
        header[8] = 8; // bits a channel
        header[9] = 2; // RGB
        header[10] = header[11] = header[12] = 0;
        Chunk(output, "IHDR"u8, header);
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(Filter(image));
        Chunk(output, "IDAT"u8, data.GetBuffer().AsSpan(0, (int)data.Length));
        Chunk(output, "IEND"u8, []);
        return output.ToArray();
    }

    private static byte[] Filter(RgbImage image)
    {
        int stride = image.Width * 3;
        var rows = new byte[(stride + 1) * image.Height];
        for (int y = 0; y < image.Height; y++)
        {
            var row = image.Pixels.AsSpan(y * stride, stride);
            var target = rows.AsSpan((y * (stride + 1)) + 1, stride);
            rows[y * (stride + 1)] = y == 0 ? (byte)1 : (byte)2;
            if (y == 0)
            {
                row[..3].CopyTo(target);
                for (int i = 3; i < stride; i++)
                    target[i] = (byte)(row[i] - row[i - 3]);
                continue;
            }

            var above = image.Pixels.AsSpan((y - 1) * stride, stride);
            for (int i = 0; i < stride; i++)
                target[i] = (byte)(row[i] - above[i]);
        }

        return rows;
    }

    private static void Chunk(Stream output, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        output.Write(word);
        output.Write(type);
        output.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(word, Crc32.Of(type, data));
        output.Write(word);
    }
}
