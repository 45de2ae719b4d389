using System.Text.Json;
using RL4VLM.Models.Tokenization;

namespace RL4VLM.Models.Tests.Tokenization;

/// <summary>Recordings of the Rust tokenizers library, on text of many scripts and on arbitrary ids.</summary>
public class RecordedTokenizerTests
{
    private static string Folder(string kind) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "tokenizers", kind);

    [Theory]
    [InlineData("sentencepiece-bpe")]
    [InlineData("byte-level-bpe")]
    public void EncodesAsRecorded(string kind)
    {
        Tokenizer tokenizer = Tokenizer.Load(Folder(kind));
        int rows = 0;
        var differences = new List<string>();
        foreach (string line in File.ReadLines(Path.Combine(Folder(kind), "encode.jsonl")))
        {
            rows++;
            using JsonDocument row = JsonDocument.Parse(line);
            string text = row.RootElement.GetProperty("text").GetString()!;
            int[] ids = Ids(row, "ids");
            Encoding plain = tokenizer.Encode(text, addSpecialTokens: false);
            (int, int)[] offsets = row.RootElement.GetProperty("offsets").EnumerateArray().Select(pair => (pair[0].GetInt32(), pair[1].GetInt32())).ToArray();
            if (!tokenizer.Encode(text, addSpecialTokens: true).Ids.SequenceEqual(ids)) differences.Add($"row {rows} ids: {text}");
            if (!plain.Ids.SequenceEqual(Ids(row, "ids_plain"))) differences.Add($"row {rows} plain ids: {text}");
            if (!plain.Offsets.SequenceEqual(offsets)) differences.Add($"row {rows} offsets: {text}");
            AddDecodingDifferences(tokenizer, row, "ids_plain", rows, differences);
        }

        Assert.Empty(differences);
        Assert.True(rows >= 400);
    }

    [Theory]
    [InlineData("sentencepiece-bpe")]
    [InlineData("byte-level-bpe")]
    public void DecodesArbitraryIdsAsRecorded(string kind)
    {
        Tokenizer tokenizer = Tokenizer.Load(Folder(kind));
        int rows = 0;
        var differences = new List<string>();
        foreach (string line in File.ReadLines(Path.Combine(Folder(kind), "decode.jsonl")))
        {
            rows++;
            using JsonDocument row = JsonDocument.Parse(line);
            AddDecodingDifferences(tokenizer, row, "ids", rows, differences);
        }

        Assert.Empty(differences);
        Assert.True(rows >= 200);
    }

    private static void AddDecodingDifferences(Tokenizer tokenizer, JsonDocument row, string field, int number, List<string> differences)
    {
        int[] ids = Ids(row, field);
        string skipped = row.RootElement.GetProperty("decoded_skip").GetString()!;
        if (tokenizer.Decode(ids, skipSpecialTokens: false) != row.RootElement.GetProperty("decoded").GetString()) differences.Add($"row {number} decoded");
        if (tokenizer.Decode(ids, skipSpecialTokens: true) != skipped) differences.Add($"row {number} decoded without special tokens");
        DecodedText placed = tokenizer.DecodeWithOffsets(ids);
        if (placed.Text != skipped) differences.Add($"row {number} decoded with offsets");
        int end = 0;
        foreach ((int from, int to) in placed.Offsets)
        {
            if (from != end || to < from) differences.Add($"row {number}: ranges do not follow one another");
            end = to;
        }

        if (ids.Length > 0 && end != skipped.Length) differences.Add($"row {number}: the ranges do not cover the text");
    }

    private static int[] Ids(JsonDocument row, string field) => row.RootElement.GetProperty(field).EnumerateArray().Select(id => id.GetInt32()).ToArray();
}
