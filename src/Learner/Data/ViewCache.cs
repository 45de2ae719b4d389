using System.Security.Cryptography;
using RL4VLM.Core.Imaging;
using RL4VLM.Core.Stages;
using RL4VLM.Models.Vision;

namespace RL4VLM.Learner.Data;

/// <summary>Decodes and resizes each distinct picture of a batch of shards once.</summary>
public sealed class ViewCache(ImageProcessor processor)
{
    private readonly Dictionary<UInt128, StoredView> views = [];

    /// <summary>The picture's view; equal pictures share one.</summary>
    /// <param name="png">The stored observation.</param>
    /// <param name="source">Shard and step, for the message when the picture is damaged.</param>
    public StoredView Get(byte[] png, string source)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(png, hash);
        var content = BitConverter.ToUInt128(hash);
        if (views.TryGetValue(content, out var known))
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

        var view = new StoredView(processor.View(image), ImageKey.Of(image));
        views.Add(content, view);
        return view;
    }
}
