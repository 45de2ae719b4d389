using System.Text.Json;
using RL4VLM.Core.Stages;

namespace RL4VLM.Models.Tokenization;

/// <summary>Builds the steps of a tokenizer from tokenizer.json.</summary>
internal static class TokenizerReader
{
    /// <summary>Guards a file that nests without end.</summary>
    private const int DeepestSequence = 16;

    /// <summary>Tables are laid out by id: far beyond any vocabulary, and still bounded memory.</summary>
    private const int HighestId = 1 << 22;

    public static TokenizerParts Read(byte[] json, string file, TokenizerSettings settings) => TokenizerJson.Read(json, file, root => ReadParts(root, settings));

    private static TokenizerParts ReadParts(TokenizerJson root, TokenizerSettings settings)
    {
        BytePairModel model = ReadModel(root["model"].Object());
        INormalizer? normalizer = ReadNormalizer(root["normalizer"]);
        var added = new AddedVocabulary(root["added_tokens"].Items().Select(ReadAddedToken).ToList(), model, normalizer);
        string? TokenOf(int id) => added.TokenOf(id) ?? model.TokenOf(id);
        int? IdOf(string token) => added.TryGetId(token, out int id) || model.TryGetId(token, out id) ? id : null;
        IPostProcessor? post = ReadPostProcessor(root["post_processor"], TokenOf);
        return new TokenizerParts(added, ReadPreTokenizer(root["pre_tokenizer"]), model, ApplySettings(post, settings, IdOf), ReadDecoder(root["decoder"]));
    }

    private static AddedToken ReadAddedToken(TokenizerJson token) => new(
        token["content"].Text(), token["single_word"].Flag(false), token["lstrip"].Flag(false), token["rstrip"].Flag(false),
        token["normalized"].Flag(!token["special"].Flag(false)), token["special"].Flag(false));

    private static BytePairModel ReadModel(TokenizerJson model)
    {
        // Old files leave the type out; a list of merges tells.
        if (model["type"].OptionalText() is { } type ? type != "BPE" : model["merges"].IsNull) throw model["type"].Unsupported($"a tokenizer of type {model["type"].OptionalText() ?? "unknown"} (BPE is)");
        if (model["dropout"].Element is { ValueKind: JsonValueKind.Number } dropout && dropout.GetDouble() > 0) throw model["dropout"].Unsupported("BPE dropout");
        TokenizerJson vocabularyJson = model["vocab"].Object();
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (JsonProperty entry in vocabularyJson.Element.EnumerateObject())
        {
            var value = new TokenizerJson(entry.Value, "model.vocab", model.File);
            vocabulary[entry.Name] = value.Integer() is <= HighestId and var id ? id : throw value.Wrong($"ids up to {HighestId}");
        }

        string prefix = model["continuing_subword_prefix"].OptionalText() ?? "";
        var merges = new List<(int, int, int)>();
        foreach (TokenizerJson merge in model["merges"].Items())
        {
            (string left, string right) = ReadMerge(merge);
            // The continuation mark of the right half does not stand in the middle of a token.
            string joined = left + (prefix.Length > 0 && right.StartsWith(prefix, StringComparison.Ordinal) ? right[prefix.Length..] : right);
            merges.Add((Id(left), Id(right), Id(joined)));

            int Id(string token) => vocabulary.TryGetValue(token, out int id) ? id : throw StageException.Corrupt(merge.File, $"{merge.Path}: '{token}' is not in model.vocab");
        }

        string? unknown = model["unk_token"].OptionalText();
        return new BytePairModel(vocabulary, merges, new BytePairModel.Options(
            unknown, model["fuse_unk"].Flag(false), model["byte_fallback"].Flag(false), model["ignore_merges"].Flag(false), prefix, model["end_of_word_suffix"].OptionalText() ?? ""));
    }

    private static (string Left, string Right) ReadMerge(TokenizerJson merge)
    {
        string[] halves = merge.Element.ValueKind == JsonValueKind.String ? merge.Text().Split(' ') : merge.Items().Select(half => half.Text()).ToArray();
        return halves is [{ Length: > 0 }, { Length: > 0 }] ? (halves[0], halves[1]) : throw merge.Wrong("two tokens");
    }

    private static INormalizer? ReadNormalizer(TokenizerJson json, int depth = 0) => json.IsNull ? null : Type(json, depth) switch
    {
        "Sequence" => new SequenceNormalizer(json["normalizers"].Items().Select(step => ReadNormalizer(step, depth + 1)).OfType<INormalizer>().ToArray()),
        "NFC" => new UnicodeNormalizer(compose: true),
        "NFD" => new UnicodeNormalizer(compose: false),
        "Prepend" => new PrependNormalizer(json["prepend"].Text()),
        "Replace" => new ReplaceNormalizer(ReadPattern(json["pattern"]), json["content"].Text()),
        "Strip" => new StripNormalizer(json["strip_left"].Flag(true), json["strip_right"].Flag(true)),
        var other => throw json.Unsupported($"normalizer {other}"),
    };

    private static IPreTokenizer? ReadPreTokenizer(TokenizerJson json, int depth = 0) => json.IsNull ? null : Type(json, depth) switch
    {
        "Sequence" => new SequencePreTokenizer(json["pretokenizers"].Items().Select(step => ReadPreTokenizer(step, depth + 1)).OfType<IPreTokenizer>().ToArray()),
        "Split" => new SplitPreTokenizer(ReadPattern(json["pattern"]), ReadBehavior(json["behavior"]), json["invert"].Flag(false)),
        "ByteLevel" => new ByteLevelPreTokenizer(json["add_prefix_space"].Flag(true), json["use_regex"].Flag(true)),
        "Metaspace" => new MetaspacePreTokenizer(json["replacement"].Text(), ReadScheme(json), json["split"].Flag(true)),
        "Digits" => new SplitPreTokenizer(TextPattern.Each(IsNumber), json["individual_digits"].Flag(false) ? DelimiterBehavior.Isolated : DelimiterBehavior.Contiguous, invert: false),
        "WhitespaceSplit" => new SplitPreTokenizer(TextPattern.Each(CodePoints.IsWhiteSpace), DelimiterBehavior.Removed, invert: false),
        "Whitespace" => new SplitPreTokenizer(TextPattern.Regex(@"\w+|[^\w\s]+", json.File), DelimiterBehavior.Removed, invert: true),
        var other => throw json.Unsupported($"pre-tokenizer {other}"),
    };

    private static IDecoder? ReadDecoder(TokenizerJson json, int depth = 0) => json.IsNull ? null : Type(json, depth) switch
    {
        "Sequence" => new SequenceDecoder(json["decoders"].Items().Select(step => ReadDecoder(step, depth + 1)).OfType<IDecoder>().ToArray()),
        "ByteLevel" => new ByteLevelDecoder(),
        "Replace" => new ReplaceDecoder(ReadPattern(json["pattern"]), json["content"].Text()),
        "ByteFallback" => new ByteFallbackDecoder(),
        "Fuse" => new FuseDecoder(),
        "Strip" => new StripDecoder(CodePoints.Of(json["content"].Text()) is [var rune] ? rune : throw json["content"].Wrong("one character"), json["start"].Integer(), json["stop"].Integer()),
        "Metaspace" => new MetaspaceDecoder(json["replacement"].Text(), ReadScheme(json)),
        var other => throw json.Unsupported($"decoder {other}"),
    };

    private static IPostProcessor? ReadPostProcessor(TokenizerJson json, Func<int, string?> tokenOf, int depth = 0) => json.IsNull ? null : Type(json, depth) switch
    {
        "Sequence" => new SequencePostProcessor(json["processors"].Items().Select(step => ReadPostProcessor(step, tokenOf, depth + 1)).OfType<IPostProcessor>().ToArray()),
        "ByteLevel" => new ByteLevelPostProcessor(json["add_prefix_space"].Flag(true), json["trim_offsets"].Flag(true), tokenOf),
        "TemplateProcessing" => ReadTemplate(json),
        var other => throw json.Unsupported($"post-processor {other}"),
    };

    private static TemplatePostProcessor ReadTemplate(TokenizerJson json)
    {
        List<int> before = [], after = [];
        bool seen = false;
        foreach (TokenizerJson item in json["single"].Items())
        {
            if (!item["Sequence"].IsNull)
            {
                if (seen || item["Sequence"]["id"].Text() != "A") throw item.Wrong("the one sequence A");
                seen = true;
                continue;
            }

            string name = item["SpecialToken"].Object()["id"].Text();
            (seen ? after : before).AddRange(json["special_tokens"][name].Object()["ids"].Items().Select(id => id.Integer()));
        }

        return seen ? new TemplatePostProcessor([.. before], [.. after]) : throw json["single"].Wrong("a template with the sequence A");
    }

    /// <summary>add_bos_token and add_eos_token, where tokenizer_config.json gives them, win over the template.</summary>
    private static IPostProcessor? ApplySettings(IPostProcessor? post, TokenizerSettings settings, Func<string, int?> idOf)
    {
        int? bos = settings.BosToken is { } first ? idOf(first) : null, eos = settings.EosToken is { } last ? idOf(last) : null;
        List<IPostProcessor> steps = post is SequencePostProcessor sequence ? [.. sequence.Steps] : post is null ? [] : [post];
        TemplatePostProcessor template = steps.OfType<TemplatePostProcessor>().FirstOrDefault() ?? new TemplatePostProcessor([], []);
        bool hasBos = bos is { } b && template.Before.Contains(b), hasEos = eos is { } e && template.After.Contains(e);
        bool wantBos = bos is not null && (settings.AddBosToken ?? hasBos), wantEos = eos is not null && (settings.AddEosToken ?? hasEos);
        if (wantBos == hasBos && wantEos == hasEos) return post;
        steps.RemoveAll(step => step is TemplatePostProcessor);
        steps.Add(new TemplatePostProcessor(
            [.. wantBos && !hasBos ? [bos!.Value] : (int[])[], .. template.Before.Where(id => wantBos || id != bos)],
            [.. template.After.Where(id => wantEos || id != eos), .. wantEos && !hasEos ? [eos!.Value] : (int[])[]]));
        return new SequencePostProcessor([.. steps]);
    }

    private static string Type(TokenizerJson json, int depth) =>
        depth <= DeepestSequence ? json.Object()["type"].Text() : throw json.Unsupported($"nesting deeper than {DeepestSequence}");

    private static TextPattern ReadPattern(TokenizerJson json) => json.Element.ValueKind == JsonValueKind.String ? TextPattern.Literal(json.Text())
        : json.Object()["String"].OptionalText() is { } literal ? TextPattern.Literal(literal)
        : TextPattern.Regex(json["Regex"].Text(), json.File);

    private static DelimiterBehavior ReadBehavior(TokenizerJson json) => json.Text() switch
    {
        "Removed" => DelimiterBehavior.Removed,
        "Isolated" => DelimiterBehavior.Isolated,
        "MergedWithPrevious" => DelimiterBehavior.MergedWithPrevious,
        "MergedWithNext" => DelimiterBehavior.MergedWithNext,
        "Contiguous" => DelimiterBehavior.Contiguous,
        _ => throw json.Wrong("Removed, Isolated, MergedWithPrevious, MergedWithNext or Contiguous"),
    };

    /// <summary>Files before prepend_scheme have add_prefix_space alone.</summary>
    private static PrependScheme ReadScheme(TokenizerJson json) => json["prepend_scheme"].OptionalText() switch
    {
        null => json["add_prefix_space"].Flag(true) ? PrependScheme.Always : PrependScheme.Never,
        "always" => PrependScheme.Always,
        "first" => PrependScheme.First,
        "never" => PrependScheme.Never,
        _ => throw json["prepend_scheme"].Wrong("always, first or never"),
    };

    private static bool IsNumber(int rune) => System.Globalization.CharUnicodeInfo.GetUnicodeCategory(rune) is
        System.Globalization.UnicodeCategory.DecimalDigitNumber or System.Globalization.UnicodeCategory.LetterNumber or System.Globalization.UnicodeCategory.OtherNumber;
}
