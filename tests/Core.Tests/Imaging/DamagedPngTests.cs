using RL4VLM.Core.Imaging;

namespace RL4VLM.Core.Tests.Imaging;

/// <summary>Whatever the bytes, the decoder answers with a FormatException that says what is wrong.</summary>
public sealed class DamagedPngTests
{
    private static readonly byte[] Header = Pictures.Header(1, 1, 8, 2);

    public static TheoryData<string, byte[]> Bad => new()
    {
        { "signature", [] },
        { "signature", "GIF89a"u8.ToArray() },
        { "cut off", Pictures.File() },
        { "cut off", Pictures.File(Pictures.Chunk("IHDR", Header)) },
        { "cut off", Pictures.File(Pictures.Chunk("IHDR", Header), [0xFF, 0xFF, 0xFF, 0xFF, .. new byte[20]]) },
        { "begin with its one header", Pictures.File(Pictures.Chunk("IEND", [])) },
        { "begin with its one header", Pictures.File(Pictures.Chunk("IHDR", Header), Pictures.Chunk("IHDR", Header)) },
        { "header has 12 bytes", Pictures.File(Pictures.Chunk("IHDR", Header[1..])) },
        { "0x1 pixels", Pictures.Whole(Pictures.Header(0, 1, 8, 2), [0]) },
        { "16385x1 pixels", Pictures.Whole(Pictures.Header(16385, 1, 8, 2), [0]) },
        { "4294967295", Pictures.Whole(Pictures.Header(-1, 1, 8, 2), [0]) },
        { "colour type 2 with 4 bits", Pictures.Whole(Pictures.Header(1, 1, 4, 2), [0]) },
        { "colour type 5", Pictures.Whole(Pictures.Header(1, 1, 8, 5), [0]) },
        { "method", Pictures.Whole(Pictures.Header(1, 1, 8, 2, interlace: 2), [0]) },
        { "cannot be 16384x16384", Pictures.Whole(Pictures.Header(16384, 16384, 8, 2), new byte[1000]) },
        { "ends after 3 of 4", Pictures.Whole(Header, [0, 1, 2]) },
        { "goes on after the 4", Pictures.Whole(Header, [0, 1, 2, 3, 4]) },
        { "filter type 5", Pictures.Whole(Header, [5, 1, 2, 3]) },
        { "damaged", Pictures.File(Pictures.Chunk("IHDR", Header), Pictures.Chunk("IDAT", [1, 2, 3, 4]), Pictures.Chunk("IEND", [])) },
        { "critical chunk", Pictures.File(Pictures.Chunk("IHDR", Header), Pictures.Chunk("ABCD", [])) },
        { "palette has 4 bytes", Pictures.Whole(Pictures.Header(1, 1, 8, 3), [0, 0], [1, 2, 3, 4]) },
        { "consecutive", Pictures.File(Pictures.Chunk("IHDR", Header), Pictures.Chunk("IDAT", [1]), Pictures.Chunk("tEXt", []), Pictures.Chunk("IDAT", [1])) },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_is_wrong_is_said(string message, byte[] png) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => PngDecoder.Decode(png)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_flipped_bit_in_any_chunk_that_matters_is_found()
    {
        byte[] png = Pictures.Whole(Pictures.Header(3, 2, 8, 2), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        for (int bit = 0; bit < png.Length * 8; bit++)
        {
            byte[] damaged = (byte[])png.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<FormatException>(() => PngDecoder.Decode(damaged));
        }
    }

    [Fact]
    public void An_announced_size_costs_nothing_before_the_data_can_hold_it()
    {
        byte[] bomb = Pictures.Whole(Pictures.Header(16384, 16384, 8, 2), new byte[100_000]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<FormatException>(() => PngDecoder.Decode(bomb));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Random_bytes_crash_nothing()
    {
        var random = new Random(11);
        int read = 0;
        for (int i = 0; i < 5_000; i++)
        {
            byte[] header = Pictures.Header(random.Next(1, 40), random.Next(1, 40), 1 << random.Next(5), random.Next(7), random.Next(2));
            byte[] rows = new byte[random.Next(6000)];
            for (int at = 0; at < rows.Length; at++) rows[at] = (byte)random.Next(i % 2 == 0 ? 5 : 256);
            byte[] data = Pictures.Compress(rows);
            if (i % 3 == 0 && data.Length > 0) data[random.Next(data.Length)] ^= (byte)(1 << random.Next(8));
            byte[] palette = new byte[3 * random.Next(1, 200)];
            try
            {
                PngDecoder.Decode(Pictures.File(Pictures.Chunk("IHDR", header), Pictures.Chunk("PLTE", palette), Pictures.Chunk("IDAT", data), Pictures.Chunk("IEND", [])));
                read++;
            }
            catch (FormatException)
            {
                continue;
            }
        }

        Assert.InRange(read, 0, 4_999);
    }
}
