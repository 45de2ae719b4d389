using System.IO.Compression;
using RL4VLM.Core.Imaging;
using RL4VLM.Environments;
using RL4VLM.Models.Vision;

namespace RL4VLM.Agents.Episodes;

/// <summary>What the agent sees, ready for the model.</summary>
/// <param name="Pixels">[3, height, width] float32; empty when only the PNG was asked for.</param>
/// <param name="Png">The picture as PNG; empty unless asked for.</param>
/// <param name="Key">Equal keys, equal pixels; 0: unknown.</param>
public sealed record Picture(float[] Pixels, byte[] Png, ulong Key);

/// <summary>Turns environment states into model input: renders, processes and encodes each picture once when pictures are a function of the
/// state (no jitter), builds each prompt's ids once. Not thread-safe.</summary>
/// <param name="input">The checkpoint's tokenizer and image processor.</param>
/// <param name="picturesRepeat">Whether <see cref="TaskState.Key"/> names the picture (jitter 0).</param>
/// <param name="blank">Shows an empty picture instead (the corner's colour everywhere).</param>
public sealed class Observer(IPolicyInput input, bool picturesRepeat, bool blank)
{
    // A 336-pixel picture takes 1.4 MB as float32, a 64-pixel one 49 kB; NumberLine has 30 pictures, EZPoints some 600.
    private const long MaximumBytes = 64L << 20;
    private const int MaximumPrompts = 4096;

    private readonly Dictionary<string, Picture> pictures = [];
    private readonly Dictionary<string, int[]> prompts = [];

    private long bytes;

    // A task with more pictures than are kept seldom shows one twice: the time for a smaller PNG would be spent at every step.
    private bool overflowed;

    /// <summary>The environment's picture now.</summary>
    /// <param name="environment">Rendered only when the cache does not know its state.</param>
    /// <param name="pixels">Whether the processed pixels are needed.</param>
    /// <param name="png">Whether the PNG is needed.</param>
    public Picture See(IEnvironment environment, bool pixels, bool png)
    {
        bool cached = picturesRepeat || blank;
        string key = cached ? $"{environment.Task}|{environment.Version}|{(blank ? "" : environment.State.Key)}" : "";
        Picture? known = cached ? pictures.GetValueOrDefault(key) : null;
        if (known is not null && (!pixels || known.Pixels.Length > 0) && (!png || known.Png.Length > 0))
        {
            return known;
        }

        RgbImage image = environment.Render();
        if (blank)
        {
            image = Blank(image);
        }

        PixelValues? values = pixels && known is not { Pixels.Length: > 0 } ? input.Pixels(image) : null;
        var picture = new Picture(
            values?.Values ?? known?.Pixels ?? [],
            known is { Png.Length: > 0 } ? known.Png : png ? PngEncoder.Encode(image, cached && !overflowed ? CompressionLevel.Optimal : CompressionLevel.Fastest) : [],
            values?.Key ?? known?.Key ?? 0);
        if (cached)
        {
            bytes += Bytes(picture) - (known is null ? 0 : Bytes(known));
            if (bytes > MaximumBytes)
            {
                overflowed = true;
                pictures.Clear();
                bytes = Bytes(picture);
            }

            pictures[key] = picture;
        }

        return picture;
    }

    /// <summary>Ids of a prompt; the array is shared, do not write.</summary>
    public int[] PromptIds(string prompt)
    {
        if (!prompts.TryGetValue(prompt, out int[]? ids))
        {
            if (prompts.Count >= MaximumPrompts)
            {
                prompts.Clear();
            }

            prompts[prompt] = ids = input.PromptIds(prompt);
        }

        return ids;
    }

    private static long Bytes(Picture picture) => (picture.Pixels.LongLength * sizeof(float)) + picture.Png.Length;

    private static RgbImage Blank(RgbImage image)
    {
        byte[] pixels = new byte[image.Pixels.Length];
        for (int i = 0; i < pixels.Length; i += 3)
        {
            image.Pixels.AsSpan(0, 3).CopyTo(pixels.AsSpan(i));
        }

        return new RgbImage(image.Width, image.Height, pixels);
    }
}
