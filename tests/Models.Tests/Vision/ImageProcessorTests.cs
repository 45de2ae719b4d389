using RL4VLM.Core.Imaging;
using RL4VLM.Models.Vision;
using RL4VLM.Models.Weights;

namespace RL4VLM.Models.Tests.Vision;

public class ImageProcessorTests
{
    private static string Fixtures => Path.Combine(AppContext.BaseDirectory, "Fixtures", "llava-next-mistral");

    [Theory]
    [InlineData("base-150x40")]
    [InlineData("base-50x110")]
    [InlineData("base-60x60")]
    public void GivesTheRecordedPixelValues(string name)
    {
        using SafetensorsFile recording = SafetensorsFile.Open(Path.Combine(Fixtures, name + ".safetensors"));
        Assert.True(recording.TryGet("picture", out TensorEntry picture));
        var pixels = new byte[picture.ByteLength];
        recording.ReadBytes("picture", pixels);
        var image = new RgbImage((int)picture.Shape[1], (int)picture.Shape[0], pixels);
        float[] expected = recording.ReadFloat32("pixel_values");

        PixelValues values = ImageProcessor.Load(Fixtures).Process(image);

        Assert.Equal(expected.Length, values.Values.Length);
        Assert.True(expected.Zip(values.Values, (a, b) => Math.Abs(a - b)).Max() <= 1e-6);
    }

    [Fact]
    public void ASmallerPictureIsPaddedWithBlackAroundIt()
    {
        var config = new ImageProcessorConfig { DoResize = false, CropSize = (4, 5), DoNormalize = false };
        PixelValues values = new ImageProcessor(config).Process(new RgbImage(2, 3, Enumerable.Repeat((byte)255, 18).ToArray()));
        Assert.Equal((4, 5), (values.Height, values.Width));
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0], values.Values[..20]);
    }

    [Fact]
    public void ABackgroundEqualToTheMeanBecomesZero()
    {
        var config = ImageProcessorConfig.Square(8, [1, 1, 1], [0.5, 0.5, 0.5]);
        Assert.All(new ImageProcessor(config).Process(new RgbImage(30, 30, Enumerable.Repeat((byte)255, 2700).ToArray())).Values, value => Assert.Equal(0f, value));
    }

    [Fact]
    public void EqualPicturesShareTheirView()
    {
        RgbImage image = ResamplingTests.Noise(30, 30, 1);
        var processor = new ImageProcessor(ImageProcessorConfig.Square(8, [0, 0, 0], [1, 1, 1]), cacheCapacity: 2);
        PixelValues first = processor.Process(image);
        Assert.Same(first, processor.Process(new RgbImage(30, 30, (byte[])image.Pixels.Clone())));
        for (int seed = 2; seed < 9; seed++) Assert.NotEqual(first.Values, processor.Process(ResamplingTests.Noise(30, 30, seed)).Values);
        Assert.Equal(first.Values, processor.Process(image).Values);
    }

    [Fact]
    public void WhatIsWrittenReadsBackEqual()
    {
        ImageProcessorConfig config = ImageProcessorConfig.Square(64, [0.9, 0.8, 1.0], [0.5, 0.5, 0.25]);
        ImageProcessorConfig read = ImageProcessorConfig.Parse(System.Text.Encoding.UTF8.GetBytes(config.ToJson()));
        Assert.Equal(config.ToJson(), read.ToJson());
        Assert.Equal(config.Mean, read.Mean);
        Assert.Equal((64, 64), read.CropSize);
    }

    [Theory]
    [InlineData("{\"size\": 224, \"crop_size\": 224, \"resample\": 2}", null)]
    [InlineData("{\"size\": {\"height\": 10, \"width\": 20}}", null)]
    [InlineData("{\"size\": {\"height\": 10}}", "size must hold")]
    [InlineData("{\"size\": {\"longest_edge\": 10, \"shortest_edge\": 5}}", "longest_edge")]
    [InlineData("{\"resample\": 9}", "resample")]
    [InlineData("{\"image_mean\": [1, 2]}", "image_mean")]
    [InlineData("{\"image_std\": [1, 0, 1]}", "image_std")]
    [InlineData("{\"crop_size\": {\"height\": 0, \"width\": 4}}", "crop_size.height")]
    [InlineData("{\"do_resize\": 1}", "do_resize")]
    [InlineData("[]", "JSON object")]
    [InlineData("{", "not JSON")]
    public void AMistakeNamesItsField(string json, string? expected)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(json);
        if (expected is null) Assert.NotNull(ImageProcessorConfig.Parse(bytes));
        else Assert.Contains(expected, Assert.Throws<RL4VLM.Core.Stages.StageException>(() => ImageProcessorConfig.Parse(bytes)).Message, StringComparison.Ordinal);
    }
}
