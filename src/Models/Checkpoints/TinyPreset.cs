using System.Text.Json;
using System.Text.Json.Nodes;
using RL4VLM.Models.Vision;
using RL4VLM.Models.Weights;

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
    public double ImageDeviation { get; init; } = 0.25;

    /// <summary>Colour of the green table behind the card tasks (spec section 1.2).</summary>
    private static readonly (int Red, int Green, int Blue) Table = (53, 101, 77);

    /// <summary>The preset for a run's tasks: its pictures' background is what their first task paints.</summary>
    /// <param name="tasks">Task names as in the manifest.</param>
    public static TinyPreset For(IEnumerable<string> tasks) =>
        tasks.FirstOrDefault() is "ezpoints" or "points24" or "blackjack" ? new TinyPreset { Background = Table } : new TinyPreset();

    internal string ConfigJson(int vocabulary, int imageTokenId, int? bosId, int eosId, int padId)
    {
        var config = new HuggingFaceConfig
        {
            ImageTokenIndex = imageTokenId,
            PadTokenId = padId,
            VisionFeatureLayer = FeatureLayer,
            TieWordEmbeddings = TieEmbeddings,
            Text = new TextConfig
            {
                VocabularySize = vocabulary,
                HiddenSize = Hidden,
                IntermediateSize = Intermediate,
                LayerCount = Layers,
                HeadCount = Heads,
                KeyValueHeadCount = KeyValueHeads,
                HeadSize = Hidden / Heads,
                MaxPositions = MaxPositions,
                RmsNormEpsilon = 1e-5,
                RopeTheta = RopeTheta,
                BosTokenId = bosId,
                EosTokenId = eosId,
            },
            Vision = new VisionConfig
            {
                HiddenSize = VisionHidden,
                IntermediateSize = VisionIntermediate,
                LayerCount = VisionLayers,
                HeadCount = VisionHeads,
                ImageSize = ImageSize,
                PatchSize = PatchSize,
                ProjectionSize = VisionHidden,
            },
        };
        var json = JsonNode.Parse(config.ToJson())!.AsObject();
        json[PromptEnvelope.SystemKey] = string.Empty;
        return Write(json);
    }

    internal string PreprocessorJson() => ImageProcessorConfig.Square(
        ImageSize,
        [Background.Red / 255.0, Background.Green / 255.0, Background.Blue / 255.0],
        [ImageDeviation, ImageDeviation, ImageDeviation]).ToJson();

    internal static string GenerationJson(int? bosId, int eosId, int padId) => Write(new JsonObject
    {
        ["bos_token_id"] = bosId,
        ["eos_token_id"] = eosId,
        ["pad_token_id"] = padId,
    });

    private static string Write(JsonObject value) => value.ToJsonString(new JsonSerializerOptions { WriteIndented = true, NewLine = "\n" }) + "\n";
}
