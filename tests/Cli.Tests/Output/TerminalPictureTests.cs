using RL4VLM.Cli.Output;
using RL4VLM.Core.Imaging;

namespace RL4VLM.Cli.Tests.Output;

public sealed class TerminalPictureTests
{
    [Fact]
    public void Two_pixels_share_a_character_and_equal_colours_are_named_once()
    {
        byte[] red = [255, 0, 0], blue = [0, 0, 255];
        var image = new RgbImage(2, 2, [.. red, .. red, .. blue, .. blue]);
        var writer = new StringWriter { NewLine = "\n" };
        TerminalPicture.Write(writer, image, 80);
        Assert.Equal("\u001b[38;2;255;0;0m\u001b[48;2;0;0;255m▀▀\u001b[0m\n", writer.ToString());
    }

    [Fact]
    public void A_large_picture_is_averaged_down_to_the_width_asked_for()
    {
        byte[] pixels = new byte[300 * 300 * 3];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)(i / 3 % 2 * 200);
        var writer = new StringWriter { NewLine = "\n" };
        TerminalPicture.Write(writer, new RgbImage(300, 300, pixels), 60);
        string[] lines = writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(30, lines.Length);
        Assert.All(lines, line => Assert.Equal(60, line.Count(c => c == '▀')));
        Assert.Contains("38;2;80;80;80", lines[0], StringComparison.Ordinal);
    }
}
