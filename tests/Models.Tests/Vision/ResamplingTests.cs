using RL4VLM.Core.Imaging;
using RL4VLM.Models.Vision;

namespace RL4VLM.Models.Tests.Vision;

public class ResamplingTests
{
    [Theory]
    [InlineData(300, 300, 64, 64, ResamplingFilter.Bicubic)]
    [InlineData(7, 5, 31, 3, ResamplingFilter.Bicubic)]
    [InlineData(1, 1, 9, 4, ResamplingFilter.Bicubic)]
    [InlineData(33, 70, 33, 11, ResamplingFilter.Bicubic)]
    [InlineData(70, 33, 11, 33, ResamplingFilter.Lanczos)]
    [InlineData(50, 41, 17, 60, ResamplingFilter.Bilinear)]
    [InlineData(50, 41, 17, 60, ResamplingFilter.Box)]
    [InlineData(50, 41, 17, 60, ResamplingFilter.Hamming)]
    public void TheFastPassesEqualThePlainSums(int width, int height, int toWidth, int toHeight, ResamplingFilter filter)
    {
        RgbImage image = Noise(width, height, width + height);
        Assert.Equal(Plain(image, toWidth, toHeight, filter), Resampling.Resize(image, toWidth, toHeight, filter).Pixels);
    }

    [Fact]
    public void AFlatPictureStaysFlat()
    {
        var pixels = new byte[40 * 30 * 3];
        Array.Fill(pixels, (byte)217);
        foreach (ResamplingFilter filter in Enum.GetValues<ResamplingFilter>())
            Assert.All(Resampling.Resize(new RgbImage(40, 30, pixels), 13, 57, filter).Pixels, value => Assert.Equal(217, value));
    }

    [Fact]
    public void NearestTakesPixelCenters()
    {
        RgbImage image = Noise(6, 1, 3);
        byte[] result = Resampling.Resize(image, 3, 1, ResamplingFilter.Nearest).Pixels;
        Assert.Equal([.. image.Pixels[3..6], .. image.Pixels[9..12], .. image.Pixels[15..18]], result);
    }

    [Theory]
    [InlineData("", 0, 0xEF46DB3751D8E999)]
    [InlineData("a", 0, 0xD24EC4F1A98C6E5B)]
    [InlineData("as", 0, 0x1C330FB2D66BE179)]
    [InlineData("asdf", 0, 0x415872F599CEA71E)]
    [InlineData("Call me Ishmael. Some years ago--never mind how long precisely-", 0, 0x02A2E85470D6FD96)]
    public void KeysArePublishedHashes(string text, ulong seed, ulong expected) =>
        Assert.Equal(expected, ImageKey.Hash(System.Text.Encoding.ASCII.GetBytes(text), seed));

    [Fact]
    public void KeysTellPicturesApart()
    {
        RgbImage image = Noise(30, 20, 1);
        Assert.Equal(ImageKey.Of(image), ImageKey.Of(new RgbImage(30, 20, (byte[])image.Pixels.Clone())));
        Assert.NotEqual(ImageKey.Of(image), ImageKey.Of(new RgbImage(20, 30, image.Pixels)));
        var changed = (byte[])image.Pixels.Clone();
        changed[^1] ^= 1;
        Assert.NotEqual(ImageKey.Of(image), ImageKey.Of(new RgbImage(30, 20, changed)));
    }

    internal static RgbImage Noise(int width, int height, int seed)
    {
        var pixels = new byte[width * height * 3];
        new Random(seed).NextBytes(pixels);
        // Hard edges make the filter overshoot, so that clipping is seen.
        for (int i = 0; i < pixels.Length; i++) pixels[i] = pixels[i] < 60 ? (byte)0 : pixels[i] > 200 ? (byte)255 : pixels[i];
        return new RgbImage(width, height, pixels);
    }

    /// <summary>The two passes written down once more from Pillow's documentation of its 8-bit convolution, without any shortcuts.</summary>
    private static byte[] Plain(RgbImage image, int toWidth, int toHeight, ResamplingFilter filter)
    {
        byte[] wide = image.Width == toWidth ? image.Pixels : Pass(image.Pixels, image.Width, image.Height, toWidth, filter, (y, x, c, w) => (((y * w) + x) * 3) + c);
        return image.Height == toHeight ? wide : Pass(wide, image.Height, toWidth, toHeight, filter, (x, y, c, _) => (((y * toWidth) + x) * 3) + c);
    }

    private static byte[] Pass(byte[] source, int size, int lines, int toSize, ResamplingFilter filter, Func<int, int, int, int, int> index)
    {
        var target = new byte[lines * toSize * 3];
        double scale = (double)size / toSize, widening = Math.Max(1, scale), support = filter.Support() * widening;
        for (int i = 0; i < toSize; i++)
        {
            double center = (i + 0.5) * scale;
            int from = Math.Max(0, (int)(center - support + 0.5)), to = Math.Min(size, (int)(center + support + 0.5));
            double[] weights = Enumerable.Range(from, to - from).Select(j => filter.Evaluate((j - center + 0.5) * (1 / widening))).ToArray();
            double total = 0;
            foreach (double weight in weights) total += weight;
            long[] integers = weights.Select(weight => weight / total * (1 << 22)).Select(weight => (long)(weight < 0 ? weight - 0.5 : weight + 0.5)).ToArray();
            for (int line = 0; line < lines; line++)
                for (int channel = 0; channel < 3; channel++)
                {
                    long sum = 1 << 21;
                    for (int j = from; j < to; j++) sum += integers[j - from] * source[index(line, j, channel, size)];
                    target[index(line, i, channel, toSize)] = (byte)Math.Clamp(sum >> 22, 0, 255);
                }
        }

        return target;
    }
}
