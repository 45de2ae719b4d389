namespace RL4VLM.Models.Tokenization;

/// <summary>Second step of encoding: cuts a text into words, each of which the model encodes by itself.</summary>
internal interface IPreTokenizer
{
    IEnumerable<NormalizedText> Split(NormalizedText text);
}

internal sealed class SequencePreTokenizer(IPreTokenizer[] steps) : IPreTokenizer
{
    public IEnumerable<NormalizedText> Split(NormalizedText text)
    {
        List<NormalizedText> pieces = [text];
        foreach (IPreTokenizer step in steps)
        {
            var next = new List<NormalizedText>();
            foreach (NormalizedText piece in pieces) next.AddRange(step.Split(piece));
            pieces = next;
        }

        return pieces;
    }
}

/// <summary>What becomes of the delimiters a pattern finds.</summary>
internal enum DelimiterBehavior { Removed, Isolated, MergedWithPrevious, MergedWithNext, Contiguous }

internal sealed class SplitPreTokenizer(TextPattern pattern, DelimiterBehavior behavior, bool invert) : IPreTokenizer
{
    public IEnumerable<NormalizedText> Split(NormalizedText text)
    {
        foreach ((int from, int to) in Ranges(text.Runes))
            if (from < to) yield return text.Slice(from, to);
    }

    private List<(int From, int To)> Ranges(int[] runes)
    {
        List<(int From, int To, bool IsMatch)> matches = pattern.FindMatches(runes);
        if (behavior == DelimiterBehavior.MergedWithNext) matches.Reverse();
        var ranges = new List<(int From, int To)>(matches.Count);
        bool previous = false;
        foreach ((int from, int to, bool found) in matches)
        {
            bool isMatch = found != invert;
            bool merge = ranges.Count > 0 && behavior switch
            {
                DelimiterBehavior.MergedWithPrevious or DelimiterBehavior.MergedWithNext => isMatch && !previous,
                DelimiterBehavior.Contiguous => isMatch == previous,
                _ => false,
            };
            previous = isMatch;
            if (merge) ranges[^1] = (Math.Min(ranges[^1].From, from), Math.Max(ranges[^1].To, to));
            else if (behavior != DelimiterBehavior.Removed || !isMatch) ranges.Add((from, to));
        }

        if (behavior == DelimiterBehavior.MergedWithNext) ranges.Reverse();
        return ranges;
    }
}

/// <summary>Writes bytes as printable characters, after GPT-2's own split when asked to.</summary>
internal sealed class ByteLevelPreTokenizer(bool addPrefixSpace, bool useRegex) : IPreTokenizer
{
    private static readonly SplitPreTokenizer Words = new(
        TextPattern.Regex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", "ByteLevel"), DelimiterBehavior.Isolated, invert: false);

    public IEnumerable<NormalizedText> Split(NormalizedText text)
    {
        if (addPrefixSpace && text.Length > 0 && text.Runes[0] != ' ') text.Prepend([' ']);
        foreach (NormalizedText piece in useRegex ? Words.Split(text) : [text])
        {
            NormalizedText word = ReferenceEquals(piece, text) ? text.Copy() : piece;
            ToBytes(word);
            yield return word;
        }
    }

    private static void ToBytes(NormalizedText text)
    {
        var target = new List<(int, int)>(text.Length + 8);
        Span<byte> bytes = stackalloc byte[4];
        foreach (int rune in text.Runes)
        {
            int size = new System.Text.Rune(rune).EncodeToUtf8(bytes);
            for (int i = 0; i < size; i++) target.Add((ByteAlphabet.Characters[bytes[i]], i == 0 ? 0 : 1));
        }

        text.Transform(target);
    }
}

internal enum PrependScheme { Always, First, Never }

/// <summary>SentencePiece's blanks: ' ' becomes the replacement, words begin with it.</summary>
internal sealed class MetaspacePreTokenizer(string replacement, PrependScheme scheme, bool split) : IPreTokenizer
{
    private static readonly TextPattern Blank = TextPattern.Literal(" ");

    private readonly int[] runes = CodePoints.Of(replacement);
    private readonly SplitPreTokenizer words = new(TextPattern.Literal(replacement), DelimiterBehavior.MergedWithNext, invert: false);

    public IEnumerable<NormalizedText> Split(NormalizedText text)
    {
        text.Replace(Blank, runes);
        bool prepend = scheme == PrependScheme.Always || (scheme == PrependScheme.First && text.AtOriginalStart);
        if (prepend && !text.Runes.AsSpan().StartsWith(runes)) text.Prepend(runes);
        return split ? words.Split(text) : [text];
    }
}
