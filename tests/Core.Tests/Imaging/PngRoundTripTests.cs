using System.IO.Compression;
using RL4VLM.Core.Imaging;

namespace RL4VLM.Core.Tests.Imaging;

public sealed class PngRoundTripTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 7)]
    [InlineData(7, 1)]
    [InlineData(33, 20)]
    [InlineData(300, 300)]
    public void Noise_of_any_size_comes_back(int width, int height)
    {
        byte[] pixels = new byte[width * height * 3];
        new Random(width).NextBytes(pixels);
        RgbImage read = PngDecoder.Decode(PngEncoder.Encode(new RgbImage(width, height, pixels)));
        Assert.Equal(width, read.Width);
        Assert.Equal(height, read.Height);
        Assert.Equal(pixels, read.Pixels);
    }

    [Fact]
    public void A_drawn_picture_comes_back_small_and_always_as_the_same_bytes()
    {
        RgbImage image = Pictures.Drawn();
        byte[] png = PngEncoder.Encode(image);
        Assert.Equal(image.Pixels, PngDecoder.Decode(png).Pixels);
        Assert.Equal(png, PngEncoder.Encode(image));
        byte[] better = PngEncoder.Encode(image, CompressionLevel.Optimal);
        Assert.Equal(image.Pixels, PngDecoder.Decode(better).Pixels);
        Assert.InRange(better.Length, 100, png.Length);
        Assert.InRange(png.Length, 100, 12_000);
    }

    [Fact]
    public void A_picture_larger_than_the_decoder_reads_is_refused() =>
        Assert.Throws<ArgumentException>(() => PngEncoder.Encode(new RgbImage(PngDecoder.MaximumSide + 1, 1, new byte[(PngDecoder.MaximumSide + 1) * 3])));
}
