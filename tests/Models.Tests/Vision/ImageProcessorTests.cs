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
}
