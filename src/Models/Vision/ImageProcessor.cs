using System.Collections.Concurrent;
using RL4VLM.Core.Imaging;
using RL4VLM.Core.Stages;

namespace RL4VLM.Models.Vision;

/// <summary>Pixels ready for a vision tower.</summary>
/// <param name="Values">[3, height, width] float32; may be shared between equal pictures, do not write.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Width">Pixels across.</param>
/// <param name="Key">Content key of the picture they came from (<see cref="ImageKey"/>).</param>
public sealed record PixelValues(float[] Values, int Height, int Width, ulong Key);

/// <summary>Turns a picture into one view for the vision tower: resize, centre crop, rescale, normalize
/// (the paper's single square view; CLIP's image processor). Thread-safe.</summary>
public sealed class ImageProcessor
{
    private readonly float[][] levels;
    private readonly int cacheCapacity;
    private readonly ConcurrentDictionary<ulong, PixelValues> cache = new();

    /// <param name="config">What to do.</param>
    /// <param name="cacheCapacity">Views kept for pictures that come again, as they do in environments with few states; 0 keeps none.</param>
    public ImageProcessor(ImageProcessorConfig config, int cacheCapacity = 256)
    {
        Config = config;
        this.cacheCapacity = cacheCapacity;
        levels = Enumerable.Range(0, 3).Select(channel => Enumerable.Range(0, 256).Select(value => Level(config, channel, value)).ToArray()).ToArray();
    }

    public ImageProcessorConfig Config { get; }

    /// <summary>Reads preprocessor_config.json of a checkpoint folder.</summary>
    /// <exception cref="StageException">78: no such file; 65: a damaged file.</exception>
    public static ImageProcessor Load(string directory) => new(ImageProcessorConfig.Load(directory));

    /// <summary>Contents of preprocessor_config.json.</summary>
    public string ToJson() => Config.ToJson();

    /// <summary>The view of a picture. Equal pictures share one array while it is cached.</summary>
    public PixelValues Process(RgbImage image)
    {
        ulong key = ImageKey.Of(image);
        if (cache.TryGetValue(key, out PixelValues? known)) return known;
        RgbImage view = View(image);
        var values = new PixelValues(Normalize(view), view.Height, view.Width, key);
        if (cacheCapacity > 0)
        {
            // A full cache starts over: pictures that come often are soon back.
            if (cache.Count >= cacheCapacity) cache.Clear();
            cache[key] = values;
        }

        return values;
    }

    /// <summary>The resized and cropped picture, before rescaling: what the vision tower sees, to be looked at.</summary>
    public RgbImage View(RgbImage image)
    {
        if (Config.DoResize)
        {
            (int height, int width) = ResizedSize(image);
            image = Resampling.Resize(image, width, height, Config.Resample);
        }

        return Config.DoCenterCrop ? CenterCrop(image, Config.CropSize.Height, Config.CropSize.Width) : image;
    }

    /// <summary>[height, width, 3] uint8 to [3, height, width] float32.</summary>
    public float[] Normalize(RgbImage view)
    {
        int plane = view.Width * view.Height;
        var values = GC.AllocateUninitializedArray<float>(plane * 3);
        ReadOnlySpan<byte> pixels = view.Pixels;
        float[] red = levels[0], green = levels[1], blue = levels[2];
        for (int i = 0, at = 0; i < plane; i++, at += 3)
        {
            values[i] = red[pixels[at]];
            values[plane + i] = green[pixels[at + 1]];
            values[(2 * plane) + i] = blue[pixels[at + 2]];
        }

        return values;
    }

    private (int Height, int Width) ResizedSize(RgbImage image)
    {
        if (Config.Size is { Height: { } height, Width: { } width }) return (height, width);
        int edge = Config.Size.ShortestEdge!.Value;
        // The longer side is truncated, not rounded, as transformers does.
        return image.Width <= image.Height
            ? (Math.Max(1, (int)((double)((long)edge * image.Height) / image.Width)), edge)
            : (edge, Math.Max(1, (int)((double)((long)edge * image.Width) / image.Height)));
    }

    private static RgbImage CenterCrop(RgbImage image, int height, int width)
    {
        if (image.Height == height && image.Width == width) return image;
        (int Source, int Target, int Count) rows = CropSpan(image.Height, height), columns = CropSpan(image.Width, width);
        var pixels = new byte[height * width * 3];
        for (int y = 0; y < rows.Count; y++)
        {
            image.Pixels.AsSpan((((rows.Source + y) * image.Width) + columns.Source) * 3, columns.Count * 3)
                .CopyTo(pixels.AsSpan((((rows.Target + y) * width) + columns.Target) * 3));
        }

        return new RgbImage(width, height, pixels);
    }

    /// <summary>One axis of the crop: where to read, where to write, how many. Odd differences go as in transformers' center_crop,
    /// which pads whenever either side is too small and rounds the padding up and the crop's start down.</summary>
    private static (int Source, int Target, int Count) CropSpan(int size, int crop) =>
        crop <= size ? ((size - crop) / 2, 0, crop) : (0, (crop - size + 1) / 2, size);

    private static float Level(ImageProcessorConfig config, int channel, int value)
    {
        float level = config.DoRescale ? (float)(value * config.RescaleFactor) : value;
        return config.DoNormalize ? (level - (float)config.Mean[channel]) / (float)config.Deviation[channel] : level;
    }
}
