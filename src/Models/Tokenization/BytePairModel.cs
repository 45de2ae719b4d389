using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace RL4VLM.Models.Tokenization;

/// <summary>Byte-pair encoding of one word (Sennrich et al. 2016), with the options of tokenizer.json's <c>BPE</c> model.</summary>
internal sealed class BytePairModel
{
    private const int CacheCapacity = 10_000, LongestCachedWord = 256;

    private readonly Dictionary<string, int> vocabulary;
    private readonly Dictionary<int, string> tokens;
    private readonly Dictionary<int, int> singleRunes = [];
    private readonly Dictionary<ulong, int> mergeRanks;
    private readonly int[] mergeResults;
    private readonly int[] byteIds = new int[256];
    private readonly Options options;
    private readonly int unknownId = -1;
    private readonly ConcurrentDictionary<string, Word> cache = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Word>.AlternateLookup<ReadOnlySpan<char>> cacheLookup;

    /// <param name="vocabulary">Token to id.</param>
    /// <param name="merges">Pairs in order of rank, each with the id of the result; of equal pairs the last counts.</param>
    /// <param name="options">The model's switches.</param>
    public BytePairModel(Dictionary<string, int> vocabulary, IReadOnlyList<(int Left, int Right, int Result)> merges, Options options)
    {
        this.vocabulary = vocabulary;
        this.options = options;
        cacheLookup = cache.GetAlternateLookup<ReadOnlySpan<char>>();
        tokens = new Dictionary<int, string>(vocabulary.Count);
        foreach ((string token, int id) in vocabulary)
        {
            tokens[id] = token;
            HighestId = Math.Max(HighestId, id);
            if (token.Length is 1 or 2 && Rune.TryGetRuneAt(token, 0, out Rune rune) && rune.Utf16SequenceLength == token.Length) singleRunes[rune.Value] = id;
        }

        mergeRanks = new Dictionary<ulong, int>(merges.Count);
        mergeResults = new int[merges.Count];
        for (int rank = 0; rank < merges.Count; rank++)
        {
            mergeRanks[Pair(merges[rank].Left, merges[rank].Right)] = rank;
            mergeResults[rank] = merges[rank].Result;
        }

        for (int value = 0; value < 256; value++)
            byteIds[value] = vocabulary.TryGetValue(string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>"), out int id) ? id : -1;
        if (options.UnknownToken is { } unknown && vocabulary.TryGetValue(unknown, out int found)) unknownId = found;
    }

    public int VocabularySize => vocabulary.Count;

    public int HighestId { get; } = -1;

    public bool TryGetId(string token, out int id) => vocabulary.TryGetValue(token, out id);

    public string? TokenOf(int id) => tokens.GetValueOrDefault(id);

    /// <summary>Ids of one word and the code points [start, end) each covers (a byte token covers the character it is part of).</summary>
    public Word Encode(ReadOnlySpan<int> runes)
    {
        if (runes.Length > LongestCachedWord) return EncodeUncached(runes, options.IgnoreMerges ? CodePoints.ToText(runes) : null);
        Span<char> key = stackalloc char[runes.Length * 2];
        key = key[..CodePoints.Write(runes, key)];
        if (cacheLookup.TryGetValue(key, out Word? known)) return known;
        var text = key.ToString();
        Word word = EncodeUncached(runes, text);
        if (cache.Count < CacheCapacity) cache[text] = word;
        return word;
    }

    private Word EncodeUncached(ReadOnlySpan<int> runes, string? text)
    {
        if (options.IgnoreMerges && vocabulary.TryGetValue(text!, out int whole)) return new Word([whole], [0], [runes.Length]);
        List<MergeQueue.Symbol> symbols = InitialSymbols(runes);
        return symbols.Count > 1 && mergeRanks.Count > 0 ? MergeQueue.Run(symbols, mergeRanks, mergeResults) : Word.Of(symbols);
    }

    private List<MergeQueue.Symbol> InitialSymbols(ReadOnlySpan<int> runes)
    {
        var symbols = new List<MergeQueue.Symbol>(runes.Length);
        int unknownStart = -1, unknownEnd = 0;
        Span<byte> bytes = stackalloc byte[4];
        for (int i = 0; i < runes.Length; i++)
        {
            string? affixed = Affixed(runes[i], i == 0, i == runes.Length - 1);
            if (affixed is null ? singleRunes.TryGetValue(runes[i], out int id) : vocabulary.TryGetValue(affixed, out id))
            {
                if (unknownStart >= 0) symbols.Add(new(unknownId, unknownStart, unknownEnd));
                unknownStart = -1;
                symbols.Add(new(id, i, i + 1));
                continue;
            }

            if (options.ByteFallback)
            {
                ReadOnlySpan<byte> encoded = affixed is null ? bytes[..new Rune(runes[i]).EncodeToUtf8(bytes)] : System.Text.Encoding.UTF8.GetBytes(affixed);
                if (AllBytesKnown(encoded))
                {
                    foreach (byte value in encoded) symbols.Add(new(byteIds[value], i, i + 1));
                    continue;
                }
            }

            if (unknownId < 0) continue;
            if (unknownStart >= 0 && !options.FuseUnknown) symbols.Add(new(unknownId, unknownStart, unknownEnd));
            if (unknownStart < 0 || !options.FuseUnknown) unknownStart = i;
            unknownEnd = i + 1;
        }

        if (unknownStart >= 0) symbols.Add(new(unknownId, unknownStart, unknownEnd));
        return symbols;
    }

    private string? Affixed(int rune, bool first, bool last)
    {
        string prefix = first ? "" : options.ContinuingSubwordPrefix, suffix = last ? options.EndOfWordSuffix : "";
        return prefix.Length == 0 && suffix.Length == 0 ? null : prefix + new Rune(rune) + suffix;
    }

    private bool AllBytesKnown(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
            if (byteIds[value] < 0) return false;
        return true;
    }

    internal static ulong Pair(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;

    /// <summary>Switches of the model; an empty affix is none.</summary>
    internal sealed record Options(string? UnknownToken, bool FuseUnknown, bool ByteFallback, bool IgnoreMerges, string ContinuingSubwordPrefix, string EndOfWordSuffix);

    /// <summary>An encoded word.</summary>
    internal sealed record Word(int[] Ids, int[] Starts, int[] Ends)
    {
        public static Word Of(List<MergeQueue.Symbol> symbols)
        {
            var word = new Word(new int[symbols.Count], new int[symbols.Count], new int[symbols.Count]);
            for (int i = 0; i < symbols.Count; i++) (word.Ids[i], word.Starts[i], word.Ends[i]) = (symbols[i].Id, symbols[i].Start, symbols[i].End);
            return word;
        }
    }
}
