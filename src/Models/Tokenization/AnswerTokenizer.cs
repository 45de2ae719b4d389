using System.Text.Json;
using System.Text.Json.Nodes;

namespace RL4VLM.Models.Tokenization;

/// <summary>The tokenizer of a model that chooses among whole answers: each is one token, numbered from 0 in the order given; the special
/// tokens come after them. Nothing else can be encoded.</summary>
public static class AnswerTokenizer
{
    private static readonly string[] SpecialTokens = [BpeTrainer.UnknownToken, BpeTrainer.EosToken, BpeTrainer.PadToken];

    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, NewLine = "\n" };

    /// <param name="answers">At least one, none twice.</param>
    /// <returns>Contents of tokenizer.json and tokenizer_config.json.</returns>
    public static (byte[] TokenizerJson, byte[] TokenizerConfigJson) Create(IReadOnlyList<string> answers)
    {
        var vocabulary = new JsonObject();
        foreach (string token in answers.Concat(SpecialTokens)) vocabulary.Add(token, vocabulary.Count);
        var tokenizer = new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = new JsonArray([.. SpecialTokens.Select((token, index) => Special(token, answers.Count + index))]),
            ["normalizer"] = null,
            ["pre_tokenizer"] = null,
            ["post_processor"] = null,
            ["decoder"] = new JsonObject { ["type"] = "Fuse" },
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["unk_token"] = BpeTrainer.UnknownToken,
                ["fuse_unk"] = true,
                // An answer is looked up whole: there is nothing to merge.
                ["ignore_merges"] = true,
                ["vocab"] = vocabulary,
                ["merges"] = new JsonArray(),
            },
        };
        var settings = new JsonObject
        {
            ["eos_token"] = BpeTrainer.EosToken,
            ["unk_token"] = BpeTrainer.UnknownToken,
            ["pad_token"] = BpeTrainer.PadToken,
            ["tokenizer_class"] = "PreTrainedTokenizerFast",
        };
        return (Bytes(tokenizer), Bytes(settings));
    }

    private static JsonObject Special(string token, int id) => new()
    {
        ["id"] = id, ["content"] = token, ["single_word"] = false, ["lstrip"] = false, ["rstrip"] = false, ["normalized"] = false, ["special"] = true,
    };

    private static byte[] Bytes(JsonObject json) => [.. JsonSerializer.SerializeToUtf8Bytes(json, Layout), (byte)'\n'];
}
