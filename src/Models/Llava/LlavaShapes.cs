using RL4VLM.Models.Weights;

namespace RL4VLM.Models.Llava;

/// <summary>The weights a configuration calls for: name (in memory), shape, and whether a gradient can ever reach it.</summary>
internal readonly record struct WeightShape(string Name, long[] Shape, bool Used);

/// <summary>Lists the weights in a fixed order: vision, projector, decoder.</summary>
internal static class LlavaShapes
{
    /// <summary>Separates the rows of a tiled picture (llava_next); a picture seen whole has none.</summary>
    public const string ImageNewline = "model.image_newline";

    /// <summary>Tower layers that must run to obtain the feature layer.</summary>
    public static int VisionLayersUsed(HuggingFaceConfig config) =>
        config.VisionFeatureLayer < 0 ? config.Vision.LayerCount + 1 + config.VisionFeatureLayer : config.VisionFeatureLayer;

    public static IEnumerable<WeightShape> List(HuggingFaceConfig config)
    {
        if (config.ModelType == "llava_next")
        {
            yield return new(ImageNewline, [config.Text.HiddenSize], false);
        }

        foreach (var weight in Vision(config).Concat(Projector(config)).Concat(Decoder(config)))
        {
            yield return weight;
        }
    }

    private static IEnumerable<WeightShape> Vision(HuggingFaceConfig config)
    {
        var vision = config.Vision;
        long n = vision.HiddenSize, f = vision.IntermediateSize;
        const string Prefix = VisionTower.Prefix;
        yield return new(Prefix + "embeddings.class_embedding", [n], true);
        yield return new(Prefix + "embeddings.patch_embedding.weight", [n, 3, vision.PatchSize, vision.PatchSize], true);
        yield return new(Prefix + "embeddings.position_embedding.weight", [vision.PatchCount + 1, n], true);
        yield return new(Prefix + "pre_layrnorm.weight", [n], true);
        yield return new(Prefix + "pre_layrnorm.bias", [n], true);
        for (int i = 0; i < vision.LayerCount; i++)
        {
            string layer = $"{Prefix}encoder.layers.{i}.";
            bool used = i < VisionLayersUsed(config);
            foreach (string projection in new[] { "k_proj", "v_proj", "q_proj", "out_proj" })
            {
                yield return new($"{layer}self_attn.{projection}.weight", [n, n], used);
                yield return new($"{layer}self_attn.{projection}.bias", [n], used);
            }

            yield return new(layer + "layer_norm1.weight", [n], used);
            yield return new(layer + "layer_norm1.bias", [n], used);
            yield return new(layer + "mlp.fc1.weight", [f, n], used);
            yield return new(layer + "mlp.fc1.bias", [f], used);
            yield return new(layer + "mlp.fc2.weight", [n, f], used);
            yield return new(layer + "mlp.fc2.bias", [n], used);
            yield return new(layer + "layer_norm2.weight", [n], used);
            yield return new(layer + "layer_norm2.bias", [n], used);
        }

        yield return new(Prefix + "post_layernorm.weight", [n], false);
        yield return new(Prefix + "post_layernorm.bias", [n], false);
    }

    private static IEnumerable<WeightShape> Projector(HuggingFaceConfig config)
    {
        long from = config.Vision.HiddenSize, to = config.Text.HiddenSize;
        const string Prefix = Llava.Projector.Prefix;
        yield return new(Prefix + "linear_1.weight", [to, from], true);
        if (config.ProjectorBias)
        {
            yield return new(Prefix + "linear_1.bias", [to], true);
        }

        yield return new(Prefix + "linear_2.weight", [to, to], true);
        if (config.ProjectorBias)
        {
            yield return new(Prefix + "linear_2.bias", [to], true);
        }
    }

    private static IEnumerable<WeightShape> Decoder(HuggingFaceConfig config)
    {
        var text = config.Text;
        long n = text.HiddenSize, f = text.IntermediateSize, q = (long)text.HeadCount * text.HeadSize, kv = (long)text.KeyValueHeadCount * text.HeadSize;
        const string Prefix = Llava.Decoder.Prefix;
        yield return new(Llava.Decoder.EmbeddingsName, [text.VocabularySize, n], true);
        for (int i = 0; i < text.LayerCount; i++)
        {
            string layer = $"{Prefix}layers.{i}.";
            yield return new(layer + "self_attn.q_proj.weight", [q, n], true);
            yield return new(layer + "self_attn.k_proj.weight", [kv, n], true);
            yield return new(layer + "self_attn.v_proj.weight", [kv, n], true);
            yield return new(layer + "self_attn.o_proj.weight", [n, q], true);
            if (text.AttentionBias)
            {
                yield return new(layer + "self_attn.q_proj.bias", [q], true);
                yield return new(layer + "self_attn.k_proj.bias", [kv], true);
                yield return new(layer + "self_attn.v_proj.bias", [kv], true);
                yield return new(layer + "self_attn.o_proj.bias", [n], true);
            }

            yield return new(layer + "mlp.gate_proj.weight", [f, n], true);
            yield return new(layer + "mlp.up_proj.weight", [f, n], true);
            yield return new(layer + "mlp.down_proj.weight", [n, f], true);
            if (text.MlpBias)
            {
                yield return new(layer + "mlp.gate_proj.bias", [f], true);
                yield return new(layer + "mlp.up_proj.bias", [f], true);
                yield return new(layer + "mlp.down_proj.bias", [n], true);
            }

            yield return new(layer + "input_layernorm.weight", [n], true);
            yield return new(layer + "post_attention_layernorm.weight", [n], true);
        }

        yield return new(Prefix + "norm.weight", [n], true);
        if (!config.TieWordEmbeddings)
        {
            yield return new(Llava.Decoder.HeadName, [text.VocabularySize, n], true);
        }
    }
}
