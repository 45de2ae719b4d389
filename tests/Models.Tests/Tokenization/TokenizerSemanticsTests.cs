using System.Text.Json.Nodes;
using RL4VLM.Core.Stages;
using RL4VLM.Models.Tokenization;

namespace RL4VLM.Models.Tests.Tokenization;

/// <summary>Options of tokenizer.json that the recordings do not use; expectations follow the Rust library's documentation.</summary>
public class TokenizerSemanticsTests
{
    private const string Metaspace = "{\"type\":\"Metaspace\",\"replacement\":\"\u2581\",\"prepend_scheme\":\"first\",\"split\":true}";

    [Fact]
    public void MetaspacePrependsToTheFirstPieceOnly()
    {
        Tokenizer tokenizer = Make(["\u2581", "a", "b", "\u2581a", "\u2581b"], ["\u2581 a", "\u2581 b"], new() { ["pre_tokenizer"] = Metaspace, ["decoder"] = Metaspace }, Added("<x>"));
        Assert.Equal(["\u2581a", "\u2581b"], Tokens(tokenizer, "a b"));
        Assert.Equal(["\u2581a", "<x>", "b"], Tokens(tokenizer, "a<x>b"));
        Assert.Equal([(0, 1), (1, 3)], tokenizer.Encode("a b", false).Offsets);
        Assert.Equal("a b", tokenizer.Decode(tokenizer.Encode("a b", false).Ids, false));
        DecodedText placed = tokenizer.DecodeWithOffsets(tokenizer.Encode("a b", false).Ids);
        Assert.Equal(("a b", (0, 1), (1, 3)), (placed.Text, placed.Offsets[0], placed.Offsets[1]));
    }

    [Fact]
    public void AddedTokensStripAndRespectWords()
    {
        Tokenizer left = Make(["a", "b", " "], [], [], Added("<x>", lstrip: true));
        Assert.Equal(["a", "<x>", " ", "b"], Tokens(left, "a  <x> b"));
        Assert.Equal([(0, 1), (1, 6), (6, 7), (7, 8)], left.Encode("a  <x> b", false).Offsets);
        Assert.Equal(["a", " ", " ", "<x>", "b"], Tokens(Make(["a", "b", " "], [], [], Added("<x>", rstrip: true)), "a  <x> b"));
        Tokenizer word = Make(["a", "b", " ", "x"], [], [], Added("ab", singleWord: true));
        Assert.Equal(["ab", " ", "a", "b", "x", " ", "ab"], Tokens(word, "ab abx ab"));
    }

    [Fact]
    public void TheLongestAddedTokenWins() =>
        Assert.Equal(["<x><y>", "<x>"], Tokens(Make(["a"], [], [], Added("<x>"), Added("<x><y>")), "<x><y><x>"));

    [Fact]
    public void NormalizedAddedTokensAreFoundInTheNormalizedText()
    {
        var parts = new Dictionary<string, string> { ["normalizer"] = "{\"type\":\"Replace\",\"pattern\":{\"String\":\" \"},\"content\":\"_\"}" };
        Assert.Equal(["b", "a a", "b"], Tokens(Make(["a", "b", "_"], [], parts, Added("a a", normalized: true)), "ba ab"));
        Assert.Equal(["b", "a a", "b"], Tokens(Make(["a", "b", "_"], [], parts, Added("a a", normalized: true)), "ba_ab"));
        Assert.Equal(["b", "a", "_", "a", "b"], Tokens(Make(["a", "b", "_"], [], parts, Added("a a")), "ba_ab"));
    }

    [Theory]
    [InlineData("Removed", false, "a|b|c")]
    [InlineData("Isolated", false, "a|-|-|b|-|c")]
    [InlineData("MergedWithPrevious", false, "a-|-|b-|c")]
    [InlineData("MergedWithNext", false, "a|-|-b|-c")]
    [InlineData("Contiguous", false, "a|--|b|-|c")]
    [InlineData("Removed", true, "-|-|-")]
    public void SplitsAsTheBehaviorSays(string behavior, bool invert, string expected)
    {
        // Every piece that can arise is a token of its own under ignore_merges.
        string[] vocabulary = ["a", "b", "c", "-", "--", "a-", "b-", "-b", "-c"];
        var parts = new Dictionary<string, string> { ["pre_tokenizer"] = $"{{\"type\":\"Split\",\"pattern\":{{\"String\":\"-\"}},\"behavior\":\"{behavior}\",\"invert\":{(invert ? "true" : "false")}}}" };
        Assert.Equal(expected, string.Join('|', Tokens(Make(vocabulary, [], parts, ignoreMerges: true), "a--b-c")));
    }

    [Fact]
    public void ByteLevelCanPrependABlankAndTrimOffsets()
    {
        var parts = new Dictionary<string, string>
        {
            ["pre_tokenizer"] = "{\"type\":\"ByteLevel\",\"add_prefix_space\":true,\"trim_offsets\":true,\"use_regex\":true}",
            ["post_processor"] = "{\"type\":\"ByteLevel\",\"add_prefix_space\":true,\"trim_offsets\":true,\"use_regex\":true}",
            ["decoder"] = "{\"type\":\"ByteLevel\"}",
        };
        Tokenizer tokenizer = Make(["\u0120", "a", "b", "\u0120a", "\u0120b"], ["\u0120 a", "\u0120 b"], parts);
        Encoding encoding = tokenizer.Encode("a b", false);
        Assert.Equal(["\u0120a", "\u0120b"], encoding.Ids.Select(tokenizer.IdToToken));
        Assert.Equal([(0, 1), (2, 3)], encoding.Offsets);
        Assert.Equal(" a b", tokenizer.Decode(encoding.Ids, false));
    }

    [Theory]
    [InlineData(true, "<unk>|a|<unk>")]
    [InlineData(false, "<unk>|<unk>|a|<unk>")]
    public void UnknownCharactersFuseWhenAsked(bool fuse, string expected) =>
        Assert.Equal(expected, string.Join('|', Tokens(Make(["<unk>", "a"], [], [], fuseUnknown: fuse), "xyaz")));

    [Fact]
    public void WordMarksOfOlderFilesAreRead()
    {
        Tokenizer tokenizer = Make(["a", "##b", "##c</w>", "a##b", "ab", "abc</w>"], ["a ##b", "ab ##c</w>"], [], prefix: "##", suffix: "</w>");
        Assert.Equal(["abc</w>"], Tokens(tokenizer, "abc"));
    }

    [Fact]
    public void MergesGoByRankThenPosition()
    {
        Tokenizer tokenizer = Make(["a", "b", "ab", "ba", "aba"], ["b a", "a b", "a ba"], []);
        Assert.Equal(["aba", "b"], Tokens(tokenizer, "abab"));
        Tokenizer same = Make(["a", "aa"], ["a a"], []);
        Assert.Equal(["aa", "aa", "a"], Tokens(same, "aaaaa"));
    }

    [Fact]
    public void LongWordsWithoutAnyBlankTakeNoSquareTime()
    {
        Tokenizer tokenizer = Make(["a", "aa", "aaaa"], ["a a", "aa aa"], []);
        Assert.Equal(50_000, tokenizer.Encode(new string('a', 200_000), false).Ids.Length);
    }

    [Fact]
    public void ComposesCanonically()
    {
        var parts = new Dictionary<string, string> { ["normalizer"] = "{\"type\":\"NFC\"}" };
        Tokenizer tokenizer = Make(["\u00e9", "\u1ec7", "\uac01", "e", "\u0327", "\u0229", "\u0301"], [], parts);
        Assert.Equal(["\u00e9"], Tokens(tokenizer, "e\u0301"));
        // The dot below sorts before the circumflex.
        Assert.Equal(["\u1ec7"], Tokens(tokenizer, "e\u0302\u0323"));
        Assert.Equal(["\uac01"], Tokens(tokenizer, "\u1100\u1161\u11a8"));
        Assert.Equal(["\u0229", "\u0301"], Tokens(tokenizer, "\u00e9\u0327"));
        Assert.Equal([(0, 1)], tokenizer.Encode("\u00e9", false).Offsets);
    }

    [Theory]
    [InlineData("a++ab", "aaab", false)]
    [InlineData("a++b", "aaab", true)]
    [InlineData("(?i:'s)", "'\u017f", true)]
    [InlineData("[\\p{^L}[0-9]]", "x", false)]
    [InlineData("\\p{Letter}", "\ud835\udc00", true)]
    [InlineData("^\\S$", "\ud83d\ude00", true)]
    [InlineData("\\h+", "beef", true)]
    public void OnigurumaSyntaxIsTranslated(string expression, string text, bool matches)
    {
        Assert.Equal(matches, TextPattern.Regex(expression, "test").FindMatches(CodePoints.Of(text)).Exists(range => range.IsMatch));
    }

    [Fact]
    public void SettingsOfTheFolderWinOverTheTemplate()
    {
        byte[] json = Bytes(["<s>", "</s>", "a"], [], new() { ["post_processor"] = "{\"type\":\"TemplateProcessing\",\"single\":[{\"SpecialToken\":{\"id\":\"<s>\",\"type_id\":0}},{\"Sequence\":{\"id\":\"A\",\"type_id\":0}}],\"pair\":[],\"special_tokens\":{\"<s>\":{\"id\":\"<s>\",\"ids\":[0],\"tokens\":[\"<s>\"]}}}" });
        int[] With(string config) => Tokenizer.Parse(json, System.Text.Encoding.UTF8.GetBytes(config)).Encode("a", true).Ids;
        Assert.Equal([0, 2], With("{\"bos_token\":\"<s>\",\"eos_token\":\"</s>\"}"));
        Assert.Equal([2], With("{\"bos_token\":\"<s>\",\"eos_token\":\"</s>\",\"add_bos_token\":false}"));
        Assert.Equal([0, 2, 1], With("{\"bos_token\":{\"content\":\"<s>\"},\"eos_token\":\"</s>\",\"add_eos_token\":true}"));
        Assert.Equal("{{ x }}", Tokenizer.Parse(json, "{\"eos_token\":\"</s>\",\"chat_template\":\"{{ x }}\"}"u8.ToArray()).Settings.ChatTemplate);
    }

    [Theory]
    [InlineData("{\"model\":{\"type\":\"Unigram\",\"vocab\":[]}}", 78, "Unigram")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[\"a b\"]}}", 65, "model.merges[0]")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":-1},\"merges\":[]}}", 65, "model.vocab")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[]}}", 78, "end-of-sequence")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"</s>\":0},\"merges\":[]},\"normalizer\":{\"type\":\"Precompiled\"}}", 78, "Precompiled")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"</s>\":0},\"merges\":[]},\"pre_tokenizer\":{\"type\":\"Split\",\"pattern\":{\"Regex\":\"[a&&b]\"},\"behavior\":\"Isolated\"}}", 78, "class intersection")]
    [InlineData("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"</s>\":0},\"merges\":[]},\"pre_tokenizer\":{\"type\":\"Split\",\"pattern\":{\"Regex\":\"(a\"},\"behavior\":\"Isolated\"}}", 78, "regular expression")]
    [InlineData("{}", 65, "model")]
    [InlineData("{\"model\"", 65, "not JSON")]
    [InlineData("7", 65, "JSON object")]
    public void AMistakeNamesItsField(string json, int exitCode, string expected)
    {
        StageException error = Assert.Throws<StageException>(() => Tokenizer.Parse(System.Text.Encoding.UTF8.GetBytes(json), name: "some/tokenizer.json"));
        Assert.Equal(exitCode, error.ExitCode);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("some/tokenizer.json", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingFileIsTheManifestsMistake() =>
        Assert.Equal(ExitCodes.BadManifest, Assert.Throws<StageException>(() => Tokenizer.Load(Path.Combine(AppContext.BaseDirectory, "nowhere"))).ExitCode);

    private static IEnumerable<string> Tokens(Tokenizer tokenizer, string text) => tokenizer.Encode(text, false).Ids.Select(tokenizer.IdToToken);

    private static JsonObject Added(string content, bool lstrip = false, bool rstrip = false, bool singleWord = false, bool normalized = false) => new()
    {
        ["id"] = 0, ["content"] = content, ["single_word"] = singleWord, ["lstrip"] = lstrip, ["rstrip"] = rstrip, ["normalized"] = normalized, ["special"] = false,
    };

    private static Tokenizer Make(
        string[] vocabulary, string[] merges, Dictionary<string, string> parts, JsonObject? first = null, JsonObject? second = null,
        bool ignoreMerges = false, bool fuseUnknown = false, string? prefix = null, string? suffix = null) =>
        Tokenizer.Parse(Bytes([.. vocabulary, "</s>"], merges, parts, first, second, ignoreMerges, fuseUnknown, prefix, suffix));

    private static byte[] Bytes(
        string[] vocabulary, string[] merges, Dictionary<string, string> parts, JsonObject? first = null, JsonObject? second = null,
        bool ignoreMerges = false, bool fuseUnknown = false, string? prefix = null, string? suffix = null)
    {
        var json = new JsonObject
        {
            ["added_tokens"] = new JsonArray(((JsonObject?[])[first, second]).OfType<JsonObject>().ToArray<JsonNode>()),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["unk_token"] = vocabulary.Contains("<unk>") ? "<unk>" : null,
                ["fuse_unk"] = fuseUnknown,
                ["ignore_merges"] = ignoreMerges,
                ["continuing_subword_prefix"] = prefix,
                ["end_of_word_suffix"] = suffix,
                ["vocab"] = new JsonObject(vocabulary.Select((token, id) => KeyValuePair.Create(token, (JsonNode?)id))),
                ["merges"] = new JsonArray(merges.Select(merge => (JsonNode)merge).ToArray()),
            },
        };
        foreach ((string name, string part) in parts) json[name] = JsonNode.Parse(part);
        return System.Text.Encoding.UTF8.GetBytes(json.ToJsonString());
    }
}
