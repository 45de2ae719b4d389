using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using RL4VLM.Models.Checkpoints;

namespace RL4VLM.Benchmarks.Throughput;

/// <summary>Sizes of the model and of the work, the same as bench/torch_baseline.py's and under the same option names.</summary>
internal sealed record Sizes
{
    public int Threads { get; init; } = 1;
    public int Width { get; init; } = 64;
    public int Layers { get; init; } = 2;
    public int Heads { get; init; } = 4;
    public int KvHeads { get; init; } = 2;
    public int Ff { get; init; } = 172;
    public int Vocab { get; init; } = 90;
    public int Image { get; init; } = 64;
    public int Patch { get; init; } = 16;
    public int VisionWidth { get; init; } = 64;
    public int VisionLayers { get; init; } = 2;
    public int VisionHeads { get; init; } = 4;
    public int VisionFf { get; init; } = 256;
    public int Prompt { get; init; } = 24;
    public int Answer { get; init; } = 22;
    public int TrainBatch { get; init; } = 64;
    public int ImageTokens => Image / Patch * (Image / Patch);

    /// <summary>The options that make the Python script use these sizes.</summary>
    public string Arguments() => string.Join(
        ' ',
        new (string Name, int Value)[]
        {
            ("threads", Threads), ("width", Width), ("layers", Layers), ("heads", Heads), ("kv-heads", KvHeads), ("ff", Ff), ("vocab", Vocab), ("image", Image), ("patch", Patch),
            ("vision-width", VisionWidth), ("vision-layers", VisionLayers), ("vision-heads", VisionHeads), ("vision-ff", VisionFf), ("prompt", Prompt), ("answer", Answer), ("train-batch", TrainBatch),
        }.Select(o => string.Create(CultureInfo.InvariantCulture, $"--{o.Name} {o.Value}")));

    /// <summary>The project's own model classes with these sizes and a vocabulary of exactly <see cref="Vocab"/> words.</summary>
    public LlavaPolicy Build()
    {
        var preset = new TinyPreset
        {
            ImageSize = Image, PatchSize = Patch, VisionHidden = VisionWidth, VisionIntermediate = VisionFf, VisionLayers = VisionLayers, VisionHeads = VisionHeads,
            Hidden = Width, Intermediate = Ff, Layers = Layers, Heads = Heads, KeyValueHeads = KvHeads,
        };
        string[] special = ["<unk>", "<s>", "</s>", "<pad>", "<image>"];
        var vocabulary = new JsonObject();
        for (int i = 0; i < Vocab; i++)
            vocabulary[i < special.Length ? special[i] : string.Create(CultureInfo.InvariantCulture, $"w{i}")] = i;
        var added = new JsonArray([.. special.Select((text, id) => (JsonNode)new JsonObject
        {
            ["id"] = id, ["content"] = text, ["single_word"] = false, ["lstrip"] = false, ["rstrip"] = false, ["normalized"] = false, ["special"] = true,
        })]);
        var tokenizer = new JsonObject
        {
            ["version"] = "1.0", ["truncation"] = null, ["padding"] = null, ["added_tokens"] = added, ["normalizer"] = null, ["pre_tokenizer"] = null, ["post_processor"] = null, ["decoder"] = null,
            ["model"] = new JsonObject
            {
                ["type"] = "BPE", ["dropout"] = null, ["unk_token"] = "<unk>", ["continuing_subword_prefix"] = null, ["end_of_word_suffix"] = null, ["fuse_unk"] = true, ["byte_fallback"] = false,
                ["vocab"] = vocabulary, ["merges"] = new JsonArray(),
            },
        };
        var settings = new JsonObject { ["bos_token"] = "<s>", ["eos_token"] = "</s>", ["pad_token"] = "<pad>", ["unk_token"] = "<unk>" };
        return LlavaPolicy.CreateTiny(preset, Encoding.UTF8.GetBytes(tokenizer.ToJsonString()), Encoding.UTF8.GetBytes(settings.ToJsonString()), seed: 1);
    }
}
