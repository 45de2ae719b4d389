namespace RL4VLM.Core.Imaging;

/// <summary>An 8-bit RGB picture, row-major, three bytes a pixel.</summary>
/// <param name="width">Pixels across, at least 1.</param>
/// <param name="height">Pixels down, at least 1.</param>
/// <param name="pixels">[height, width, 3] uint8.</param>
public sealed class RgbImage(int width, int height, byte[] pixels)
{
    public int Width { get; } = width > 0 ? width : throw new ArgumentOutOfRangeException(nameof(width));

    public int Height { get; } = height > 0 ? height : throw new ArgumentOutOfRangeException(nameof(height));

    /// <summary>[height, width, 3] uint8; owned by the image, do not write.</summary>
    public byte[] Pixels { get; } = pixels.Length == width * height * 3
        ? pixels
        : throw new ArgumentException($"expected {width * height * 3} bytes, got {pixels.Length}", nameof(pixels));
}
