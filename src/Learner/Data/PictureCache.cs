using System.Security.Cryptography;
using RL4VLM.Core.Imaging;
using RL4VLM.Core.Stages;
using RL4VLM.Models.Vision;

namespace RL4VLM.Learner.Data;

/// <summary>Decodes and preprocesses each distinct picture of a batch of shards once.</summary>
public sealed class PictureCache(ImageProcessor processor)
{
    private readonly Dictionary<UInt128, (float[] Pixels, ulong Key)> pictures = [];

    /// <summary>Pixels as the model takes them, and a key that equal pictures share.</summary>
    /// <param name="png">The stored observation.</param>
    /// <param name="source">Shard and step, for the message when the picture is damaged.</param>
    public (float[] Pixels, ulong Key) Get(byte[] png, string source)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(png, hash);
        var content = BitConverter.ToUInt128(hash);
        if (pictures.TryGetValue(content, out var known))
            return known;

        RgbImage image;
        try
        {
            image = PngDecoder.Decode(png);
        }
        catch (FormatException e)
        {
            throw StageException.Corrupt(source, $"the observation is no readable PNG: {e.Message}");
        }

        var processed = processor.Process(image);
        var entry = (processed.Values, processed.Key);
        pictures.Add(content, entry);
        return entry;
    }
}
