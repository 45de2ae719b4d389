using System.Text.Json;

namespace RL4VLM.Models.Weights;

/// <summary>Reads config.json with the defaults of transformers' LlavaConfig, MistralConfig, LlamaConfig and CLIPVisionConfig.</summary>
internal static class HuggingFaceConfigReader
{
    public static HuggingFaceConfig Read(ConfigJson root)
    {
        if (root.Element.ValueKind != JsonValueKind.Object) throw root.Wrong("a JSON object");
        if (root["model_type"].IsNull) throw root["model_type"].Wrong("llava or llava_next");
        string modelType = root["model_type"].Text("llava", "llava_next")!;
        ConfigJson text = root["text_config"].ObjectOrAbsent(), vision = root["vision_config"].ObjectOrAbsent();
        VisionConfig tower = ReadVision(vision);
        var config = new HuggingFaceConfig
        {
            ModelType = modelType,
            Text = ReadText(text),
            Vision = tower,
            ImageTokenIndex = root["image_token_index"].Integer() ?? root["image_token_id"].Integer() ?? 32000,
            PadTokenId = root["pad_token_id"].Integer(),
            ProjectorHiddenAct = root["projector_hidden_act"].Text("gelu") ?? "gelu",
            ProjectorBias = root["multimodal_projector_bias"].Flag() ?? true,
            VisionFeatureLayer = ReadFeatureLayer(root["vision_feature_layer"], tower.LayerCount),
            VisionFeatureSelectStrategy = root["vision_feature_select_strategy"].Text("default", "full") ?? "default",
            ImageGridPinpoints = modelType == "llava_next" ? ReadPinpoints(root["image_grid_pinpoints"]) : null,
            TieWordEmbeddings = root["tie_word_embeddings"].Flag() ?? text["tie_word_embeddings"].Flag() ?? false,
            TorchDtype = root["torch_dtype"].Text() ?? root["dtype"].Text() ?? text["torch_dtype"].Text() ?? text["dtype"].Text() ?? "float32",
        };
        if (config.ImageTokenIndex < 0) throw root["image_token_index"].Wrong("a token id");
        return config;
    }

    private static TextConfig ReadText(ConfigJson text)
    {
        string type = text["model_type"].Text("mistral", "llama") ?? "llama";
        bool mistral = type == "mistral";
        // transformers 5 keeps the rotary settings together; before, theta stood by itself.
        ConfigJson rope = text["rope_parameters"].ObjectOrAbsent(), scaling = text["rope_scaling"].ObjectOrAbsent();
        foreach (ConfigJson settings in (ConfigJson[])[rope, scaling])
        {
            string kind = settings["rope_type"].Text() ?? settings["type"].Text() ?? "default";
            if (kind != "default") throw settings.Unsupported($"rotary embeddings scaled by '{kind}' are not supported; unscaled ones are");
        }

        int hidden = text["hidden_size"].Size() ?? 4096, heads = text["num_attention_heads"].Size() ?? 32;
        int keyValueHeads = text["num_key_value_heads"].Size() ?? (mistral && !text.Has("num_key_value_heads") ? 8 : heads);
        if (heads % keyValueHeads != 0) throw text["num_key_value_heads"].Wrong($"a divisor of num_attention_heads, {heads}");
        int headSize = text["head_dim"].Size() ?? (hidden % heads == 0 ? hidden / heads : throw text["hidden_size"].Wrong($"a multiple of num_attention_heads, {heads}"));
        if (headSize % 2 != 0) throw text["head_dim"].Wrong("even, for rotary embeddings");
        return new TextConfig
        {
            ModelType = type,
            VocabularySize = text["vocab_size"].Size() ?? 32000,
            HiddenSize = hidden,
            IntermediateSize = text["intermediate_size"].Size() ?? (mistral ? 14336 : 11008),
            LayerCount = text["num_hidden_layers"].Size() ?? 32,
            HeadCount = heads,
            KeyValueHeadCount = keyValueHeads,
            HeadSize = headSize,
            MaxPositions = text["max_position_embeddings"].Size() ?? (mistral ? 131072 : 2048),
            RmsNormEpsilon = text["rms_norm_eps"].Number() ?? 1e-6,
            RopeTheta = rope["rope_theta"].Number() ?? text["rope_theta"].Number() ?? 10000,
            SlidingWindow = mistral ? text.Has("sliding_window") ? text["sliding_window"].Size() : 4096 : null,
            HiddenAct = text["hidden_act"].Text("silu") ?? "silu",
            AttentionBias = !mistral && (text["attention_bias"].Flag() ?? false),
            MlpBias = !mistral && (text["mlp_bias"].Flag() ?? false),
            BosTokenId = text.Has("bos_token_id") ? text["bos_token_id"].Integer() : 1,
            EosTokenId = text.Has("eos_token_id") ? ReadEos(text["eos_token_id"]) : 2,
        };
    }

    private static VisionConfig ReadVision(ConfigJson vision)
    {
        // LLaVA without a vision_config is CLIP ViT-L/14 at 336 pixels; CLIP's own defaults fill a partial one.
        if (vision.IsNull) return new VisionConfig { HiddenSize = 1024, IntermediateSize = 4096, LayerCount = 24, HeadCount = 16, ImageSize = 336, PatchSize = 14, ProjectionSize = 768 };
        _ = vision["model_type"].Text("clip_vision_model");
        if (vision["num_channels"].Size() is { } channels && channels != 3) throw vision["num_channels"].Unsupported($"{channels} channels are not supported; 3 are");
        var config = new VisionConfig
        {
            HiddenSize = vision["hidden_size"].Size() ?? 768,
            IntermediateSize = vision["intermediate_size"].Size() ?? 3072,
            LayerCount = vision["num_hidden_layers"].Size() ?? 12,
            HeadCount = vision["num_attention_heads"].Size() ?? 12,
            ImageSize = vision["image_size"].Size() ?? 224,
            PatchSize = vision["patch_size"].Size() ?? 32,
            ProjectionSize = vision["projection_dim"].Size() ?? 512,
            HiddenAct = vision["hidden_act"].Text("quick_gelu", "gelu") ?? "quick_gelu",
            LayerNormEpsilon = vision["layer_norm_eps"].Number() ?? 1e-5,
        };
        if (config.HiddenSize % config.HeadCount != 0) throw vision["hidden_size"].Wrong($"a multiple of num_attention_heads, {config.HeadCount}");
        if (config.PatchSize > config.ImageSize) throw vision["patch_size"].Wrong($"at most image_size, {config.ImageSize}");
        return config;
    }

    private static int ReadFeatureLayer(ConfigJson layer, int layers)
    {
        if (layer.Element.ValueKind == JsonValueKind.Array) throw layer.Unsupported("several feature layers are not supported; one is");
        int value = layer.Integer() ?? -2;
        return value >= -(layers + 1) && value <= layers ? value : throw layer.Wrong($"one of the tower's {layers + 1} hidden states");
    }

    private static List<(int Height, int Width)>? ReadPinpoints(ConfigJson pinpoints)
    {
        // transformers' default for LLaVA-NeXT.
        if (pinpoints.IsNull) return [(336, 672), (672, 336), (672, 672), (1008, 336), (336, 1008)];
        if (pinpoints.Element.ValueKind != JsonValueKind.Array) throw pinpoints.Wrong("a list of [height, width]");
        var sizes = new List<(int, int)>();
        foreach (JsonElement pair in pinpoints.Element.EnumerateArray())
        {
            int[] sides = pair.ValueKind == JsonValueKind.Array
                ? pair.EnumerateArray().Select(side => new ConfigJson(side, pinpoints.Path, pinpoints.File).Size() ?? 0).ToArray()
                : [];
            sizes.Add(sides is [> 0 and var height, > 0 and var width] ? (height, width) : throw pinpoints.Wrong("a list of [height, width]"));
        }

        return sizes;
    }

    /// <summary>Some files list several ends; generation_config.json rules those, the first is the model's.</summary>
    private static int? ReadEos(ConfigJson eos) => eos.Element.ValueKind == JsonValueKind.Array
        ? eos.Element.EnumerateArray().Select(id => new ConfigJson(id, eos.Path, eos.File).Integer()).FirstOrDefault()
        : eos.Integer();
}
