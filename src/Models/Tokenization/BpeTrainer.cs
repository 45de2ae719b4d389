using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RL4VLM.Models.Tokenization;

/// <summary>Trains a small byte-fallback BPE tokenizer and writes it as Hugging Face files.</summary>
/// <remarks>
/// Text is cut before BPE into words (with the blank before them), numbers, single operators (+ - * / ( ) =) and runs of anything
/// else, such as <c>": "</c>: an action or a number always begins a token of its own, and no merge reaches beyond a word.
/// Frequent pieces enter the vocabulary whole (<c>ignore_merges</c>) where that saves more tokens than any pair does; pairs serve the rest.
/// No normalization and no marks for blanks: decoding gives back exactly the text that was encoded.
/// </remarks>
public static class BpeTrainer
{
    public const string UnknownToken = "<unk>", BosToken = "<s>", EosToken = "</s>", ImageToken = "<image>", PadToken = "<pad>";

    /// <summary>Cuts texts into pieces; the same in .NET's and Oniguruma's syntax.</summary>
    public const string PiecePattern = @"\p{N}+|[+\-*/()=]| ?\p{L}+|(?:(?! \p{L})[^\p{L}\p{N}+\-*/()=])+";

    private static readonly string[] SpecialTokens = [UnknownToken, BosToken, EosToken, ImageToken, PadToken];

    /// <summary>Trains on texts; equal texts (in any order) give equal bytes.</summary>
    /// <param name="corpus">Prompts and answers as often as they should count.</param>
    /// <param name="maxVocabulary">Most entries, special and byte tokens and characters included; fewer when every piece of the corpus is one token.</param>
    /// <returns>Contents of tokenizer.json and tokenizer_config.json.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The special and byte tokens alone are more.</exception>
    public static (byte[] TokenizerJson, byte[] TokenizerConfigJson) Train(IEnumerable<string> corpus, int maxVocabulary)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxVocabulary, SpecialTokens.Length + 256);
        var vocabulary = new List<string>(SpecialTokens);
        for (int value = 0; value < 256; value++) vocabulary.Add(string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>"));
        var learner = new PieceVocabularyLearner(CountPieces(corpus));
        learner.Learn(vocabulary, maxVocabulary);
        return (WriteTokenizer(vocabulary, learner.Merges), WriteConfig());
    }

    private static Dictionary<string, long> CountPieces(IEnumerable<string> corpus)
    {
        var split = new SplitPreTokenizer(TextPattern.Regex(PiecePattern, nameof(BpeTrainer)), DelimiterBehavior.Isolated, invert: false);
        TextPattern[] special = SpecialTokens.Select(TextPattern.Literal).ToArray();
        var texts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (string text in corpus) texts[text] = texts.GetValueOrDefault(text) + 1;
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach ((string text, long count) in texts)
        {
            List<NormalizedText> parts = [NormalizedText.From(text)];
            foreach (TextPattern token in special)
                parts = parts.SelectMany(part => new SplitPreTokenizer(token, DelimiterBehavior.Removed, invert: false).Split(part)).ToList();
            foreach (string piece in parts.SelectMany(split.Split).Select(piece => piece.ToString()))
                counts[piece] = counts.GetValueOrDefault(piece) + count;
        }

        return counts;
    }

    private static byte[] WriteTokenizer(List<string> vocabulary, List<(string Left, string Right)> merges) => Json(json =>
    {
        json.WriteString("version", "1.0");
        json.WriteNull("truncation");
        json.WriteNull("padding");
        json.WriteStartArray("added_tokens");
        for (int id = 0; id < SpecialTokens.Length; id++)
        {
            json.WriteStartObject();
            json.WriteNumber("id", id);
            WriteTokenFields(json, SpecialTokens[id]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNull("normalizer");
        json.WriteStartObject("pre_tokenizer");
        json.WriteString("type", "Split");
        json.WriteStartObject("pattern");
        json.WriteString("Regex", PiecePattern);
        json.WriteEndObject();
        json.WriteString("behavior", "Isolated");
        json.WriteBoolean("invert", false);
        json.WriteEndObject();
        WritePostProcessor(json);
        json.WriteStartObject("decoder");
        json.WriteString("type", "Sequence");
        json.WriteStartArray("decoders");
        foreach (string step in (string[])["ByteFallback", "Fuse"])
        {
            json.WriteStartObject();
            json.WriteString("type", step);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        WriteModel(json, vocabulary, merges);
    });

    private static void WriteModel(Utf8JsonWriter json, List<string> vocabulary, List<(string Left, string Right)> merges)
    {
        json.WriteStartObject("model");
        json.WriteString("type", "BPE");
        json.WriteNull("dropout");
        json.WriteString("unk_token", UnknownToken);
        json.WriteNull("continuing_subword_prefix");
        json.WriteNull("end_of_word_suffix");
        json.WriteBoolean("fuse_unk", true);
        json.WriteBoolean("byte_fallback", true);
        json.WriteBoolean("ignore_merges", true);
        json.WriteStartObject("vocab");
        for (int id = 0; id < vocabulary.Count; id++) json.WriteNumber(vocabulary[id], id);
        json.WriteEndObject();
        json.WriteStartArray("merges");
        foreach ((string left, string right) in merges)
        {
            json.WriteStartArray();
            json.WriteStringValue(left);
            json.WriteStringValue(right);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePostProcessor(Utf8JsonWriter json)
    {
        json.WriteStartObject("post_processor");
        json.WriteString("type", "TemplateProcessing");
        foreach ((string name, string[] sequences) in ((string, string[])[])[("single", ["A"]), ("pair", ["A", "B"])])
        {
            json.WriteStartArray(name);
            for (int type = 0; type < sequences.Length; type++)
            {
                foreach ((string kind, string id) in ((string, string)[])[("SpecialToken", BosToken), ("Sequence", sequences[type])])
                {
                    json.WriteStartObject();
                    json.WriteStartObject(kind);
                    json.WriteString("id", id);
                    json.WriteNumber("type_id", type);
                    json.WriteEndObject();
                    json.WriteEndObject();
                }
            }

            json.WriteEndArray();
        }

        json.WriteStartObject("special_tokens");
        json.WriteStartObject(BosToken);
        json.WriteString("id", BosToken);
        json.WriteStartArray("ids");
        json.WriteNumberValue(Array.IndexOf(SpecialTokens, BosToken));
        json.WriteEndArray();
        json.WriteStartArray("tokens");
        json.WriteStringValue(BosToken);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static byte[] WriteConfig() => Json(json =>
    {
        json.WriteStartObject("added_tokens_decoder");
        for (int id = 0; id < SpecialTokens.Length; id++)
        {
            json.WriteStartObject(id.ToString(CultureInfo.InvariantCulture));
            WriteTokenFields(json, SpecialTokens[id]);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteString("bos_token", BosToken);
        json.WriteString("eos_token", EosToken);
        json.WriteString("unk_token", UnknownToken);
        json.WriteString("pad_token", PadToken);
        json.WriteString("image_token", ImageToken);
        json.WriteBoolean("clean_up_tokenization_spaces", false);
        json.WriteString("padding_side", "left");
        json.WriteString("processor_class", "LlavaProcessor");
        // The class that takes tokenizer.json as it stands; LlamaTokenizer would put its own normalizer in place.
        json.WriteString("tokenizer_class", "PreTrainedTokenizerFast");
    });

    private static void WriteTokenFields(Utf8JsonWriter json, string content)
    {
        json.WriteString("content", content);
        foreach (string flag in (string[])["single_word", "lstrip", "rstrip", "normalized"]) json.WriteBoolean(flag, false);
        json.WriteBoolean("special", true);
    }

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }
}
