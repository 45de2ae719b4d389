using System.Buffers.Binary;
using System.IO.Hashing;

namespace RL4VLM.Core.Imaging;

/// <summary>The chunks of a PNG file that matter, checksums verified.</summary>
/// <param name="Header">The IHDR chunk.</param>
/// <param name="Palette">Red, green, blue of each entry; empty without one.</param>
/// <param name="Data">The IDAT chunks joined: one zlib stream.</param>
internal sealed record PngFile(PngHeader Header, byte[] Palette, byte[] Data)
{
    private const uint Critical = 0x20000000; // clear in the type of a chunk that must be understood

    public static PngFile Read(ReadOnlySpan<byte> png)
    {
        if (!png.StartsWith(PngChunks.Signature)) throw new FormatException("the picture is no PNG: its signature is missing");
        PngHeader? header = null;
        byte[] palette = [];
        var data = new List<(int Start, int Length)>();
        int at = PngChunks.Signature.Length;
        while (true)
        {
            (uint type, int start, int length) = Next(png, at);
            if (header is null != (type == PngChunks.Header)) throw new FormatException("the PNG does not begin with its one header");
            switch (type)
            {
                case PngChunks.Header:
                    header = PngHeader.Read(png.Slice(start, length));
                    break;
                case PngChunks.Palette:
                    if (length % 3 != 0 || length is 0 or > 768) throw new FormatException($"the PNG's palette has {length} bytes");
                    palette = png.Slice(start, length).ToArray();
                    break;
                case PngChunks.Data:
                    if (data.Count > 0 && data[^1].Start + data[^1].Length + 12 != start) throw new FormatException("the PNG's data chunks are not consecutive");
                    data.Add((start, length));
                    break;
                case PngChunks.End:
                    return Complete(png, header!.Value, palette, data);
                default:
                    if ((type & Critical) == 0) throw new FormatException($"the PNG has a critical chunk of unknown type {type:x8}");
                    break;
            }

            at = start + length + 4;
        }
    }

    private static PngFile Complete(ReadOnlySpan<byte> png, PngHeader header, byte[] palette, List<(int Start, int Length)> chunks)
    {
        if (header.Color == 3 && palette.Length == 0) throw new FormatException("the PNG has indexed colours and no palette");
        byte[] data = new byte[chunks.Sum(chunk => chunk.Length)];
        int at = 0;
        foreach ((int start, int length) in chunks)
        {
            png.Slice(start, length).CopyTo(data.AsSpan(at));
            at += length;
        }

        return new PngFile(header, palette, data);
    }

    private static (uint Type, int Start, int Length) Next(ReadOnlySpan<byte> png, int at)
    {
        if (png.Length - at < 12) throw new FormatException($"the PNG is cut off at byte {png.Length}");
        uint length = BinaryPrimitives.ReadUInt32BigEndian(png[at..]);
        if (length > png.Length - at - 12) throw new FormatException($"the PNG is cut off: the chunk at byte {at} has {length} bytes, the file fewer");
        ReadOnlySpan<byte> body = png.Slice(at + 4, (int)length + 4);
        if (Crc32.HashToUInt32(body) != BinaryPrimitives.ReadUInt32BigEndian(png[(at + 8 + (int)length)..]))
        {
            throw new FormatException($"the PNG is damaged: the chunk at byte {at} has a wrong checksum");
        }

        return (BinaryPrimitives.ReadUInt32BigEndian(body), at + 8, (int)length);
    }
}
