using System.Text.Json;
using System.Text.Json.Nodes;
using RL4VLM.Models.Llava;

namespace RL4VLM.Models.Checkpoints;

/// <summary>
/// Sizes of the model that is trained from nothing on a CPU: the LLaVA classes with small numbers.
/// </summary>
public sealed record TinyPreset
{
    /// <summary>Side of the square picture the tower sees.</summary>
    public int ImageSize { get; init; } = 64;

    public int PatchSize { get; init; } = 16;

    public int VisionHidden { get; init; } = 64;

    public int VisionIntermediate { get; init; } = 256;

    public int VisionLayers { get; init; } = 2;

    public int VisionHeads { get; init; } = 4;

    /// <summary>−1: the last layer's output (no layer is wasted, unlike CLIP's −2).</summary>
    public int FeatureLayer { get; init; } = -1;

    public int Hidden { get; init; } = 64;

    public int Intermediate { get; init; } = 172;

    public int Layers { get; init; } = 2;

    public int Heads { get; init; } = 4;

    public int KeyValueHeads { get; init; } = 2;

    public double RopeTheta { get; init; } = 1e4;

    public int MaxPositions { get; init; } = 4096;

    public bool TieEmbeddings { get; init; }

    /// <summary>Hidden widths of the value head.</summary>
    public IReadOnlyList<int> ValueHead { get; init; } = [64];

    /// <summary>
    /// Colour (0 to 255) that becomes zero after normalisation: the task's background, so that blank patches are zero.
    /// Without this the tower does not learn to read.
    /// </summary>
    public (int Red, int Green, int Blue) Background { get; init; } = (255, 255, 255);

    /// <summary>Standard deviation that pixels (0 to 1) are divided by.</summary>
    public double ImageDeviation { get; init; } = 0.5;

    internal string ConfigJson(int vocabulary, int imageTokenId, int? bosId, int eosId, int padId)
    {
        var text = new JsonObject
        {
            ["model_type"] = "mistral",
            ["architectures"] = new JsonArray("MistralForCausalLM"),
            ["vocab_size"] = vocabulary,
            ["hidden_size"] = Hidden,
            ["intermediate_size"] = Intermediate,
            ["num_hidden_layers"] = Layers,
            ["num_attention_heads"] = Heads,
            ["num_key_value_heads"] = KeyValueHeads,
            ["head_dim"] = Hidden / Heads,
            ["max_position_embeddings"] = MaxPositions,
            ["rms_norm_eps"] = 1e-5,
            ["rope_theta"] = RopeTheta,
            ["sliding_window"] = null,
            ["hidden_act"] = "silu",
            ["tie_word_embeddings"] = TieEmbeddings,
            ["bos_token_id"] = bosId,
            ["eos_token_id"] = eosId,
            ["pad_token_id"] = padId,
        };
        var vision = new JsonObject
        {
            ["model_type"] = "clip_vision_model",
            ["hidden_size"] = VisionHidden,
            ["intermediate_size"] = VisionIntermediate,
            ["num_hidden_layers"] = VisionLayers,
            ["num_attention_heads"] = VisionHeads,
            ["image_size"] = ImageSize,
            ["patch_size"] = PatchSize,
            ["projection_dim"] = VisionHidden,
            ["hidden_act"] = "quick_gelu",
            ["layer_norm_eps"] = 1e-5,
        };
        return Write(new JsonObject
        {
            ["architectures"] = new JsonArray("LlavaForConditionalGeneration"),
            ["model_type"] = "llava",
            ["image_token_index"] = imageTokenId,
            ["image_seq_length"] = (ImageSize / PatchSize) * (ImageSize / PatchSize),
            ["pad_token_id"] = padId,
            ["projector_hidden_act"] = "gelu",
            ["multimodal_projector_bias"] = true,
            ["text_config"] = text,
            ["vision_config"] = vision,
            ["vision_feature_layer"] = FeatureLayer,
            ["vision_feature_select_strategy"] = "default",
            ["tie_word_embeddings"] = TieEmbeddings,
            ["torch_dtype"] = "float32",
            [PromptEnvelope.SystemKey] = string.Empty,
        });
    }

    internal string PreprocessorJson()
    {
        static JsonObject Square(int side) => new() { ["height"] = side, ["width"] = side };
        return Write(new JsonObject
        {
            ["image_processor_type"] = "CLIPImageProcessor",
            ["processor_class"] = "LlavaProcessor",
            ["do_resize"] = true,
            ["size"] = new JsonObject { ["shortest_edge"] = ImageSize },
            ["resample"] = 3,
            ["do_center_crop"] = true,
            ["crop_size"] = Square(ImageSize),
            ["do_rescale"] = true,
            ["rescale_factor"] = 1.0 / 255,
            ["do_normalize"] = true,
            ["image_mean"] = new JsonArray(Background.Red / 255.0, Background.Green / 255.0, Background.Blue / 255.0),
            ["image_std"] = new JsonArray(ImageDeviation, ImageDeviation, ImageDeviation),
            ["do_convert_rgb"] = true,
        });
    }

    internal static string GenerationJson(int? bosId, int eosId, int padId) => Write(new JsonObject
    {
        ["bos_token_id"] = bosId,
        ["eos_token_id"] = eosId,
        ["pad_token_id"] = padId,
    });

    private static string Write(JsonObject value) => value.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n";
}
