using RL4VLM.Core.Imaging;

namespace RL4VLM.Core.Tests.Imaging;

/// <summary>Every kind of PNG, by hand from the specification.</summary>
public sealed class PngDecoderTests
{
    [Theory]
    [InlineData(1, new byte[] { 0b1010_0000 }, new byte[] { 255, 0, 255 })]
    [InlineData(2, new byte[] { 0b00_01_11_00 }, new byte[] { 0, 85, 255 })]
    [InlineData(4, new byte[] { 0x0F, 0x30 }, new byte[] { 0, 255, 51 })]
    [InlineData(8, new byte[] { 1, 2, 200 }, new byte[] { 1, 2, 200 })]
    [InlineData(16, new byte[] { 0, 7, 1, 0, 0xFF, 0xFF }, new byte[] { 7, 255, 255 })] // 16-bit grey is clipped, as Pillow does
    public void Grey_of_every_depth(int depth, byte[] row, byte[] grey)
    {
        RgbImage image = PngDecoder.Decode(Pictures.Whole(Pictures.Header(3, 1, depth, 0), [0, .. row]));
        Assert.Equal(grey.SelectMany(g => new[] { g, g, g }), image.Pixels);
    }

    [Fact]
    public void Colour_of_16_bits_keeps_the_high_byte() =>
        Assert.Equal(new byte[] { 10, 20, 30 }, PngDecoder.Decode(Pictures.Whole(Pictures.Header(1, 1, 16, 2), [0, 10, 99, 20, 99, 30, 99])).Pixels);

    [Fact]
    public void Alpha_is_dropped()
    {
        Assert.Equal(new byte[] { 1, 2, 3 }, PngDecoder.Decode(Pictures.Whole(Pictures.Header(1, 1, 8, 6), [0, 1, 2, 3, 0])).Pixels);
        Assert.Equal(new byte[] { 9, 9, 9 }, PngDecoder.Decode(Pictures.Whole(Pictures.Header(1, 1, 8, 4), [0, 9, 128])).Pixels);
        Assert.Equal(new byte[] { 1, 3, 5 }, PngDecoder.Decode(Pictures.Whole(Pictures.Header(1, 1, 16, 6), [0, 1, 2, 3, 4, 5, 6, 7, 8])).Pixels);
        Assert.Equal(new byte[] { 4, 4, 4 }, PngDecoder.Decode(Pictures.Whole(Pictures.Header(1, 1, 16, 4), [0, 4, 5, 6, 7])).Pixels);
    }

    [Fact]
    public void Palette_colours_are_looked_up()
    {
        byte[] palette = [255, 0, 0, 0, 255, 0, 0, 0, 255];
        Assert.Equal(new byte[] { 0, 0, 255, 255, 0, 0, 0, 255, 0 }, PngDecoder.Decode(Pictures.Whole(Pictures.Header(3, 1, 2, 3), [0, 0b10_00_01_00], palette)).Pixels);
        FormatException e = Assert.Throws<FormatException>(() => PngDecoder.Decode(Pictures.Whole(Pictures.Header(1, 1, 8, 3), [0, 3], palette)));
        Assert.Contains("index 3 in a palette of 3", e.Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => PngDecoder.Decode(Pictures.Whole(Pictures.Header(1, 1, 8, 3), [0, 0])));
    }

    [Theory]
    [InlineData(2, 8)]
    [InlineData(6, 8)]
    [InlineData(0, 8)]
    [InlineData(2, 16)]
    public void Every_filter_is_undone(int color, int depth)
    {
        const int Width = 41, Height = 15;
        int pixel = (color switch { 2 => 3, 6 => 4, _ => 1 }) * depth / 8;
        byte[][] rows = [.. Enumerable.Range(0, Height).Select(_ => new byte[Width * pixel])];
        var random = new Random(5);
        foreach (byte[] row in rows) random.NextBytes(row);
        byte[] plain = [.. rows.SelectMany(row => (byte[])[0, .. row])];
        byte[] filtered = [.. rows.SelectMany((row, y) => Filter((byte)(y % 5), row, y == 0 ? new byte[row.Length] : rows[y - 1], pixel))];
        byte[] header = Pictures.Header(Width, Height, depth, color);
        Assert.Equal(PngDecoder.Decode(Pictures.Whole(header, plain)).Pixels, PngDecoder.Decode(Pictures.Whole(header, filtered)).Pixels);

        // The first row, which has nothing above it, with each filter.
        for (byte filter = 0; filter < 5; filter++)
        {
            byte[] one = Pictures.Whole(Pictures.Header(Width, 1, depth, color), [.. Filter(filter, rows[0], new byte[rows[0].Length], pixel)]);
            Assert.Equal(PngDecoder.Decode(Pictures.Whole(header, plain)).Pixels[..(Width * 3)], PngDecoder.Decode(one).Pixels);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(5, 9)]
    [InlineData(8, 8)]
    [InlineData(17, 11)]
    public void Interlaced_pictures_are_put_together(int width, int height)
    {
        // The order of Adam7: the pass each pixel of an 8×8 tile belongs to (specification, section 8.2).
        string[] tile = ["16462646", "77777777", "56565656", "77777777", "36463646", "77777777", "56565656", "77777777"];
        byte[] pixels = new byte[width * height];
        new Random(3).NextBytes(pixels);
        var rows = new List<byte>();
        for (char pass = '1'; pass <= '7'; pass++)
        {
            for (int y = 0; y < height; y++)
            {
                byte[] row = [.. Enumerable.Range(0, width).Where(x => tile[y % 8][x % 8] == pass).Select(x => pixels[(y * width) + x])];
                if (row.Length > 0) rows.AddRange([0, .. row]);
            }
        }

        RgbImage image = PngDecoder.Decode(Pictures.Whole(Pictures.Header(width, height, 8, 0, interlace: 1), [.. rows]));
        Assert.Equal(pixels.SelectMany(p => new[] { p, p, p }), image.Pixels);
    }

    [Fact]
    public void Data_in_several_chunks_and_unknown_ancillary_chunks_are_read()
    {
        byte[] data = Pictures.Compress([0, 1, 2, 3]);
        byte[] png = Pictures.File(
            Pictures.Chunk("IHDR", Pictures.Header(1, 1, 8, 2)), Pictures.Chunk("tEXt", [65, 0, 66]),
            Pictures.Chunk("IDAT", data[..3]), Pictures.Chunk("IDAT", []), Pictures.Chunk("IDAT", data[3..]), Pictures.Chunk("IEND", []), [1, 2, 3]);
        Assert.Equal(new byte[] { 1, 2, 3 }, PngDecoder.Decode(png).Pixels);
    }

    private static byte[] Filter(byte filter, byte[] row, byte[] above, int pixel)
    {
        byte[] filtered = [filter, .. row];
        for (int i = 0; i < row.Length; i++)
        {
            int a = i >= pixel ? row[i - pixel] : 0, b = above[i], c = i >= pixel ? above[i - pixel] : 0;
            int p = a + b - c;
            int nearest = new[] { a, b, c }.MinBy(v => Math.Abs(p - v));
            int predicted = filter switch { 0 => 0, 1 => a, 2 => b, 3 => (a + b) / 2, _ => nearest };
            filtered[i + 1] = (byte)(row[i] - predicted);
        }

        return filtered;
    }
}
