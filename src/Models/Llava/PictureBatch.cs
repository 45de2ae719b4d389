using System.Runtime.InteropServices;
using RL4VLM.Models.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Models.Llava;

/// <summary>The distinct pictures of a batch: equal keys promise equal pixels, so each is encoded once.</summary>
internal sealed class PictureBatch(VisionConfig config)
{
    private readonly Dictionary<ulong, int> byKey = [];
    private readonly Dictionary<float[], int> byReference = new(ReferenceEqualityComparer.Instance);
    private readonly List<float[]> pictures = [];

    public int Count => pictures.Count;

    /// <summary>Index of a picture, or −1 when there is none.</summary>
    /// <param name="pixels">[3, imageSize, imageSize] float32 as the image processor gives them.</param>
    /// <param name="key">0: unknown; equality of the array object still counts.</param>
    public int Add(float[]? pixels, ulong key)
    {
        if (pixels is null)
        {
            return -1;
        }

        if (key != 0 ? byKey.TryGetValue(key, out int known) : byReference.TryGetValue(pixels, out known))
        {
            return known;
        }

        int expected = 3 * config.ImageSize * config.ImageSize;
        if (pixels.Length != expected)
        {
            throw new ArgumentException($"A picture has {pixels.Length} values, but the model takes 3 × {config.ImageSize} × {config.ImageSize} = {expected}: use the checkpoint's own preprocessor_config.json.");
        }

        if (key != 0)
        {
            byKey.Add(key, pictures.Count);
        }
        else
        {
            byReference.Add(pixels, pictures.Count);
        }

        pictures.Add(pixels);
        return pictures.Count - 1;
    }

    /// <summary>[pictures · patches, 3 · patch · patch] float32: the unfolding that turns the patch convolution into a matrix product.</summary>
    public Tensor Patches()
    {
        int side = config.ImageSize, p = config.PatchSize, grid = config.ImageSize / config.PatchSize;
        int width = 3 * p * p;
        var patches = empty([pictures.Count * config.PatchCount, width], ScalarType.Float32);
        var unfolded = MemoryMarshal.Cast<byte, float>(patches.bytes);
        int at = 0;
        foreach (var picture in pictures)
        {
            for (int row = 0; row < grid; row++)
            {
                for (int column = 0; column < grid; column++)
                {
                    for (int channel = 0; channel < 3; channel++)
                    {
                        int corner = (channel * side * side) + (row * p * side) + (column * p);
                        for (int y = 0; y < p; y++, at += p)
                        {
                            picture.AsSpan(corner + (y * side), p).CopyTo(unfolded[at..]);
                        }
                    }
                }
            }
        }

        return patches;
    }
}
