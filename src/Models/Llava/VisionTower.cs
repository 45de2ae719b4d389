using RL4VLM.Models.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Models.Llava;

/// <summary>
/// CLIP's vision transformer (arXiv 2103.00020) up to the feature layer: layers after it never run.
/// </summary>
internal sealed class VisionTower
{
    public const string Prefix = "model.vision_tower.";

    private readonly ParameterSet parameters;
    private readonly VisionConfig config;
    private readonly bool dropClassToken;
    private readonly List<VisionLayer> layers = [];

    public VisionTower(ParameterSet parameters, HuggingFaceConfig model)
    {
        this.parameters = parameters;
        config = model.Vision;
        dropClassToken = model.VisionFeatureSelectStrategy == "default";
        for (int i = 0; i < LlavaShapes.VisionLayersUsed(model); i++)
        {
            layers.Add(new VisionLayer(parameters, $"{Prefix}encoder.layers.{i}.", config));
        }
    }

    public IEnumerable<Linear> Linears => layers.SelectMany(layer => layer.Linears);

    /// <param name="patches">[pictures · patches, 3 · patch · patch]: each row one patch, channel by channel (<see cref="PictureBatch.Patches"/>).</param>
    /// <returns>[pictures, image tokens, hidden]</returns>
    public Tensor Forward(Tensor patches)
    {
        long pictures = patches.shape[0] / config.PatchCount;
        int n = config.HiddenSize;

        // The convolution has stride = kernel, so it is one matrix product over the unfolded patches.
        var kernel = parameters[Prefix + "embeddings.patch_embedding.weight"].view(n, -1); // [n, 3 · patch · patch]
        var embedded = Kernels.Linear(patches, kernel).view(pictures, config.PatchCount, n);
        var classToken = parameters[Prefix + "embeddings.class_embedding"].view(1, 1, n).expand(pictures, 1, n);
        var x = cat([classToken, embedded], 1) + parameters[Prefix + "embeddings.position_embedding.weight"]; // [pictures, 1 + patches, n]
        x = nn.functional.layer_norm(x, [n], parameters[Prefix + "pre_layrnorm.weight"], parameters[Prefix + "pre_layrnorm.bias"], config.LayerNormEpsilon);
        foreach (var layer in layers)
        {
            x = layer.Forward(x);
        }

        return dropClassToken ? x.narrow(1, 1, config.PatchCount) : x;
    }
}
