using System.Text.Json;
using System.Text.Json.Nodes;
using RL4VLM.Core.Stages;

namespace RL4VLM.Models.Weights;

/// <summary><c>config.json</c> of a LLaVA-shaped model (<c>llava</c>, <c>llava_next</c>); fields left out have transformers' defaults.</summary>
public sealed record HuggingFaceConfig
{
    /// <summary>llava or llava_next.</summary>
    public string ModelType { get; init; } = "llava";

    public required TextConfig Text { get; init; }

    public required VisionConfig Vision { get; init; }

    /// <summary>Id of the placeholder that image features replace.</summary>
    public int ImageTokenIndex { get; init; } = 32000;

    public int? PadTokenId { get; init; }

    public string ProjectorHiddenAct { get; init; } = "gelu";

    public bool ProjectorBias { get; init; } = true;

    /// <summary>The tower's hidden state that is used: 0 is the embeddings' output, −1 the last layer's, −2 the one before.</summary>
    public int VisionFeatureLayer { get; init; } = -2;

    /// <summary>default: the class token is dropped; full: it stays.</summary>
    public string VisionFeatureSelectStrategy { get; init; } = "default";

    /// <summary>[height, width] canvases a picture may be tiled on (llava_next); null for llava.</summary>
    public IReadOnlyList<(int Height, int Width)>? ImageGridPinpoints { get; init; }

    /// <summary>The output head shares the token embedding's weights.</summary>
    public bool TieWordEmbeddings { get; init; }

    /// <summary>Element type the weights were saved in, for example float32 or bfloat16.</summary>
    public string TorchDtype { get; init; } = "float32";

    /// <summary>Tokens a square view takes.</summary>
    public int ImageTokenCount => Vision.PatchCount + (VisionFeatureSelectStrategy == "full" ? 1 : 0);

    /// <summary>Reads config.json of a checkpoint folder.</summary>
    /// <exception cref="StageException">78: no such file, or a model that is not supported; 65: a damaged file.</exception>
    public static HuggingFaceConfig Load(string directory)
    {
        string path = Path.Combine(directory, "config.json");
        return File.Exists(path) ? Parse(File.ReadAllBytes(path), path) : throw new StageException(ExitCodes.BadManifest, $"{path}: no such file; a checkpoint folder needs a Hugging Face config.json");
    }

    /// <inheritdoc cref="Load"/>
    public static HuggingFaceConfig Parse(byte[] json, string name = "config.json") =>
        StrictJson.Read(json, name, root => HuggingFaceConfigReader.Read(new ConfigJson(root, "", name)));

    /// <summary>The file's contents; transformers loads a model from it.</summary>
    public string ToJson()
    {
        var json = new JsonObject
        {
            ["architectures"] = new JsonArray(ModelType == "llava" ? "LlavaForConditionalGeneration" : "LlavaNextForConditionalGeneration"),
            ["model_type"] = ModelType,
            ["ignore_index"] = -100,
            ["image_token_index"] = ImageTokenIndex,
            ["pad_token_id"] = PadTokenId,
            ["projector_hidden_act"] = ProjectorHiddenAct,
            ["multimodal_projector_bias"] = ProjectorBias,
            ["vision_feature_layer"] = VisionFeatureLayer,
            ["vision_feature_select_strategy"] = VisionFeatureSelectStrategy,
            ["image_seq_length"] = ImageTokenCount,
            ["text_config"] = Text.ToJson(),
            ["vision_config"] = Vision.ToJson(),
            ["tie_word_embeddings"] = TieWordEmbeddings,
            ["torch_dtype"] = TorchDtype,
        };
        if (ImageGridPinpoints is { } pinpoints) json["image_grid_pinpoints"] = new JsonArray([.. pinpoints.Select(size => new JsonArray(size.Height, size.Width))]);
        return json.ToJsonString(new JsonSerializerOptions { WriteIndented = true, NewLine = "\n" }) + "\n";
    }
}

/// <summary>The decoder (<c>text_config</c>): Mistral or LLaMA.</summary>
public sealed record TextConfig
{
    /// <summary>mistral or llama.</summary>
    public string ModelType { get; init; } = "mistral";

    public int VocabularySize { get; init; } = 32000;

    public int HiddenSize { get; init; } = 4096;

    public int IntermediateSize { get; init; } = 14336;

    public int LayerCount { get; init; } = 32;

    public int HeadCount { get; init; } = 32;

    public int KeyValueHeadCount { get; init; } = 8;

    /// <summary>Size of one attention head.</summary>
    public int HeadSize { get; init; } = 128;

    public int MaxPositions { get; init; } = 131072;

    public double RmsNormEpsilon { get; init; } = 1e-6;

    public double RopeTheta { get; init; } = 10000;

    /// <summary>Mistral: how far back a position attends; null for no limit.</summary>
    public int? SlidingWindow { get; init; }

    public string HiddenAct { get; init; } = "silu";

    public bool AttentionBias { get; init; }

    public bool MlpBias { get; init; }

    public int? BosTokenId { get; init; } = 1;

    public int? EosTokenId { get; init; } = 2;

    internal JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["model_type"] = ModelType,
            ["architectures"] = new JsonArray(ModelType == "llama" ? "LlamaForCausalLM" : "MistralForCausalLM"),
            ["vocab_size"] = VocabularySize,
            ["hidden_size"] = HiddenSize,
            ["intermediate_size"] = IntermediateSize,
            ["num_hidden_layers"] = LayerCount,
            ["num_attention_heads"] = HeadCount,
            ["num_key_value_heads"] = KeyValueHeadCount,
            ["head_dim"] = HeadSize,
            ["max_position_embeddings"] = MaxPositions,
            ["rms_norm_eps"] = RmsNormEpsilon,
            ["rope_theta"] = RopeTheta,
            ["hidden_act"] = HiddenAct,
            ["bos_token_id"] = BosTokenId,
            ["eos_token_id"] = EosTokenId,
        };
        if (ModelType == "mistral")
        {
            json["sliding_window"] = SlidingWindow;
        }
        else
        {
            json["attention_bias"] = AttentionBias;
            json["mlp_bias"] = MlpBias;
        }

        return json;
    }
}

/// <summary>The vision tower (<c>vision_config</c>): CLIP's.</summary>
public sealed record VisionConfig
{
    public int HiddenSize { get; init; } = 768;

    public int IntermediateSize { get; init; } = 3072;

    public int LayerCount { get; init; } = 12;

    public int HeadCount { get; init; } = 12;

    /// <summary>Pixels of a side of the square view.</summary>
    public int ImageSize { get; init; } = 224;

    public int PatchSize { get; init; } = 32;

    public int ProjectionSize { get; init; } = 512;

    public string HiddenAct { get; init; } = "quick_gelu";

    public double LayerNormEpsilon { get; init; } = 1e-5;

    public int PatchCount => ImageSize / PatchSize * (ImageSize / PatchSize);

    internal JsonObject ToJson() => new()
    {
        ["model_type"] = "clip_vision_model",
        ["hidden_size"] = HiddenSize,
        ["intermediate_size"] = IntermediateSize,
        ["num_hidden_layers"] = LayerCount,
        ["num_attention_heads"] = HeadCount,
        ["image_size"] = ImageSize,
        ["patch_size"] = PatchSize,
        ["projection_dim"] = ProjectionSize,
        ["num_channels"] = 3,
        ["hidden_act"] = HiddenAct,
        ["layer_norm_eps"] = LayerNormEpsilon,
    };
}
