using System.Buffers.Binary;
using System.IO.Compression;

namespace RL4VLM.Core.Imaging;

/// <summary>Reads PNG of any colour type into RGB: 16 bits become 8, palettes are resolved, alpha is dropped (as Pillow's convert("RGB") does).</summary>
public static class PngDecoder
{
    /// <summary>Largest side read: untrusted bytes must not allocate without bound.</summary>
    public const int MaximumSide = 16384;

    private const long MaximumPixels = 64L << 20;

    /// <summary>Decodes a picture.</summary>
    /// <exception cref="FormatException">The bytes are no PNG this reader takes; the message says why and where.</exception>
    public static RgbImage Decode(ReadOnlySpan<byte> png)
    {
        if (!png.StartsWith(PngEncoder.Signature))
            throw new FormatException("not a PNG: the signature is missing");
        int at = PngEncoder.Signature.Length;
        PngHeader? header = null;
        byte[] palette = [];
        using var data = new MemoryStream();
        while (true)
        {
            if (png.Length - at < 12)
                throw new FormatException($"the PNG ends inside a chunk at offset {at}");
            uint length = BinaryPrimitives.ReadUInt32BigEndian(png[at..]);
            if (length > png.Length - at - 12)
                throw new FormatException($"a PNG chunk at offset {at} is longer than the file");
            var type = png.Slice(at + 4, 4);
            var body = png.Slice(at + 8, (int)length);
            if (BinaryPrimitives.ReadUInt32BigEndian(png[(at + 8 + (int)length)..]) != Crc32.Of(type, body))
                throw new FormatException($"a PNG chunk at offset {at} has a wrong CRC");
            if (header is null && !type.SequenceEqual("IHDR"u8))
                throw new FormatException("the PNG does not begin with IHDR");
            if (type.SequenceEqual("IHDR"u8))
                header = PngHeader.Parse(body, MaximumSide, MaximumPixels);
            else if (type.SequenceEqual("PLTE"u8))
                palette = body.ToArray();
            else if (type.SequenceEqual("IDAT"u8))
                data.Write(body);
            else if (type.SequenceEqual("IEND"u8))
                break;
            at += 12 + (int)length;
        }

        data.Position = 0;
        return ToRgb(header!, Unfilter(header!, data), palette);
    }

    /// <summary>Inflates and undoes the row filters.</summary>
    private static byte[] Unfilter(PngHeader header, Stream compressed)
    {
        int stride = header.Stride, pixel = header.BytesPerPixel;
        var rows = new byte[(long)(stride + 1) * header.Height];
        try
        {
            using var zlib = new ZLibStream(compressed, CompressionMode.Decompress);
            zlib.ReadExactly(rows);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new FormatException($"the PNG's pixel data is damaged: {e.Message}");
        }

        for (int y = 0; y < header.Height; y++)
        {
            int start = y * (stride + 1);
            var row = rows.AsSpan(start + 1, stride);
            var above = y == 0 ? [] : rows.AsSpan(start - stride, stride);
            switch (rows[start])
            {
                case 0: break;
                case 1: Sub(row, pixel); break;
                case 2: Up(row, above); break;
                case 3: Average(row, above, pixel); break;
                case 4: Paeth(row, above, pixel); break;
                default: throw new FormatException($"row {y} of the PNG has the unknown filter {rows[start]}");
            }
        }

        return rows;
    }

    private static void Sub(Span<byte> row, int pixel)
    {
        for (int i = pixel; i < row.Length; i++)
            row[i] += row[i - pixel];
    }

    private static void Up(Span<byte> row, ReadOnlySpan<byte> above)
    {
        for (int i = 0; i < above.Length; i++)
            row[i] += above[i];
    }

    private static void Average(Span<byte> row, ReadOnlySpan<byte> above, int pixel)
    {
        for (int i = 0; i < row.Length; i++)
            row[i] += (byte)(((i >= pixel ? row[i - pixel] : 0) + (above.IsEmpty ? 0 : above[i])) / 2);
    }

    private static void Paeth(Span<byte> row, ReadOnlySpan<byte> above, int pixel)
    {
        for (int i = 0; i < row.Length; i++)
        {
            int a = i >= pixel ? row[i - pixel] : 0, b = above.IsEmpty ? 0 : above[i], c = i >= pixel && !above.IsEmpty ? above[i - pixel] : 0;
            int p = a + b - c, pa = Math.Abs(p - a), pb = Math.Abs(p - b), pc = Math.Abs(p - c);
            row[i] += (byte)(pa <= pb && pa <= pc ? a : pb <= pc ? b : c);
        }
    }

    private static RgbImage ToRgb(PngHeader header, byte[] rows, byte[] palette)
    {
        var pixels = new byte[header.Width * header.Height * 3];
        for (int y = 0; y < header.Height; y++)
        {
            var row = rows.AsSpan((y * (header.Stride + 1)) + 1, header.Stride);
            var target = pixels.AsSpan(y * header.Width * 3, header.Width * 3);
            if (header is { Colour: PngColour.Rgb, Bits: 8 })
                row.CopyTo(target);
            else
                Convert(header, row, target, palette);
        }

        return new RgbImage(header.Width, header.Height, pixels);
    }

    private static void Convert(PngHeader header, ReadOnlySpan<byte> row, Span<byte> target, ReadOnlySpan<byte> palette)
    {
        for (int x = 0; x < header.Width; x++)
        {
            switch (header.Colour)
            {
                case PngColour.Gray or PngColour.GrayAlpha:
                    target.Slice(x * 3, 3).Fill(header.Sample(row, x * header.Channels));
                    break;
                case PngColour.Palette:
                    int index = header.Index(row, x) * 3;
                    if (index + 3 > palette.Length)
                        throw new FormatException("a pixel of the PNG is outside its palette");
                    palette.Slice(index, 3).CopyTo(target[(x * 3)..]);
                    break;
                default:
                    for (int c = 0; c < 3; c++)
                        target[(x * 3) + c] = header.Sample(row, (x * header.Channels) + c);
                    break;
            }
        }
    }
}
