using System.Text.Json;
using RL4VLM.Core.Stages;

namespace RL4VLM.Models.Llava;

/// <summary>
/// Reads a LLaVA <c>config.json</c>. Published files leave out what equals the defaults of their model_type, so those
/// defaults are here; what this program does not implement is refused by name rather than computed wrongly.
/// </summary>
internal static class LlavaConfigReader
{
    /// <param name="json">The root object.</param>
    /// <param name="file">Named in messages.</param>
    public static LlavaConfig Read(JsonElement json, string file)
    {
        var root = new Section(json, file, string.Empty);
        string type = root.Text("model_type", null);
        if (type is not ("llava" or "llava_next"))
        {
            throw Bad(file, "model_type", $"'{type}' is not a family this reader knows (llava, llava_next)");
        }

        var text = root.Child("text_config");
        var vision = root.Child("vision_config");
        var tower = Vision(vision);
        int feature = root.Integer("vision_feature_layer", -2);
        if (feature > tower.Layers || feature < -(tower.Layers + 1))
        {
            throw Bad(file, "vision_feature_layer", $"{feature} lies outside a tower of {tower.Layers} layers");
        }

        string strategy = root.Text("vision_feature_select_strategy", "default");
        if (strategy is not ("default" or "full"))
        {
            throw Bad(file, "vision_feature_select_strategy", $"'{strategy}' is neither default nor full");
        }

        bool tie = text.Boolean("tie_word_embeddings", root.Boolean("tie_word_embeddings", false));
        return new LlavaConfig(
            type, tower, Text(text, tie), root.Integer("image_token_id", root.Integer("image_token_index", 32000)), feature, strategy == "default",
            root.Text("projector_hidden_act", "gelu"), root.Boolean("multimodal_projector_bias", true),
            type == "llava_next");
    }

    private static VisionTowerConfig Vision(Section vision)
    {
        string type = vision.Text("model_type", "clip_vision_model");
        if (type != "clip_vision_model")
        {
            throw vision.Bad("model_type", $"'{type}' is not a tower this reader knows (clip_vision_model)");
        }

        int hidden = vision.Integer("hidden_size", 768), heads = vision.Integer("num_attention_heads", 12);
        int image = vision.Integer("image_size", 224), patch = vision.Integer("patch_size", 32);
        if (heads <= 0 || hidden % heads != 0)
        {
            throw vision.Bad("num_attention_heads", $"{heads} heads do not divide hidden_size {hidden}");
        }

        if (patch <= 0 || image < patch)
        {
            throw vision.Bad("patch_size", $"{patch} does not fit image_size {image}");
        }

        return new VisionTowerConfig(
            hidden, vision.Integer("intermediate_size", 3072), vision.Integer("num_hidden_layers", 12), heads, image, patch,
            vision.Text("hidden_act", "quick_gelu"), vision.Number("layer_norm_eps", 1e-5));
    }

    private static DecoderConfig Text(Section text, bool tie)
    {
        string type = text.Text("model_type", "llama");
        if (type is not ("mistral" or "llama"))
        {
            throw text.Bad("model_type", $"'{type}' is not a decoder this reader knows (mistral, llama)");
        }

        bool mistral = type == "mistral";
        int hidden = text.Integer("hidden_size", 4096), heads = text.Integer("num_attention_heads", 32);
        int keyValueHeads = text.Integer("num_key_value_heads", mistral ? 8 : heads);
        if (heads <= 0 || keyValueHeads <= 0 || heads % keyValueHeads != 0)
        {
            throw text.Bad("num_key_value_heads", $"{keyValueHeads} does not divide num_attention_heads {heads}");
        }

        string act = text.Text("hidden_act", "silu");
        if (act != "silu")
        {
            throw text.Bad("hidden_act", $"'{act}' is not implemented (silu)");
        }

        if (text.Boolean("attention_bias", false) || text.Boolean("mlp_bias", false))
        {
            throw text.Bad("attention_bias", "biases in the decoder are not implemented");
        }

        // transformers 5 writes rope_parameters, earlier versions rope_theta and rope_scaling.
        double theta = text.Number("rope_theta", 1e4);
        foreach (string field in new[] { "rope_parameters", "rope_scaling" })
        {
            if (text.TryChild(field) is not { } rope)
            {
                continue;
            }

            theta = rope.Number("rope_theta", theta);
            string kind = rope.Text("rope_type", rope.Text("type", "default"));
            if (kind != "default")
            {
                throw rope.Bad("rope_type", $"'{kind}' is not implemented (default)");
            }
        }

        return new DecoderConfig(
            type, text.Integer("vocab_size", 32000), hidden, text.Integer("intermediate_size", mistral ? 14336 : 11008),
            text.Integer("num_hidden_layers", 32), heads, keyValueHeads, text.Integer("head_dim", hidden / heads),
            text.Number("rms_norm_eps", 1e-6), theta, text.Integer("max_position_embeddings", mistral ? 131072 : 2048),
            text.OptionalInteger("sliding_window"), tie);
    }

    private static StageException Bad(string file, string field, string what) =>
        new(ExitCodes.CorruptInput, $"{file}: {field}: {what}");

    /// <summary>An object within the file; absent and null fields take the default.</summary>
    private readonly struct Section(JsonElement element, string file, string path)
    {
        private readonly JsonElement element = element;
        private readonly string file = file;
        private readonly string path = path;

        public Section Child(string name) => TryChild(name)
            ?? throw Bad(name, "this section is missing");

        public Section? TryChild(string name) =>
            Find(name) is { } value ? new Section(Expect(value, JsonValueKind.Object, name), file, path + name + ".") : null;

        public string Text(string name, string? fallback) => Find(name) is { } value
            ? Expect(value, JsonValueKind.String, name).GetString()!
            : fallback ?? throw Bad(name, "this field is missing");

        public int? OptionalInteger(string name) => Find(name) is { } value
            ? (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number : throw Bad(name, $"{value.GetRawText()} is not a whole number"))
            : null;

        public int Integer(string name, int fallback) => OptionalInteger(name) ?? fallback;

        public double Number(string name, double fallback) =>
            Find(name) is { } value ? Expect(value, JsonValueKind.Number, name).GetDouble() : fallback;

        public bool Boolean(string name, bool fallback) => Find(name) is not { } value ? fallback : value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Bad(name, $"{value.GetRawText()} is neither true nor false"),
        };

        public StageException Bad(string name, string what) => LlavaConfigReader.Bad(file, path + name, what);

        private JsonElement? Find(string name) =>
            element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

        private JsonElement Expect(JsonElement value, JsonValueKind kind, string name) =>
            value.ValueKind == kind ? value : throw Bad(name, $"{value.GetRawText()} is not of the expected kind ({kind})");
    }
}
