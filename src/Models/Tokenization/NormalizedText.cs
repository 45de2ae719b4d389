using System.Text;

namespace RL4VLM.Models.Tokenization;

/// <summary>Text on its way to the model: code points, each with the range of the original text it stands for
/// (<c>NormalizedString</c> of the Rust tokenizers library, in code points instead of bytes).</summary>
internal sealed class NormalizedText
{
    private readonly int originalStart;

    private NormalizedText(int[] runes, int[] begin, int[] end, int originalStart)
    {
        Runes = runes;
        Begin = begin;
        End = end;
        this.originalStart = originalStart;
    }

    /// <summary>Code points; a lone surrogate of the input has become U+FFFD.</summary>
    public int[] Runes { get; private set; }

    /// <summary>First original code point each stands for.</summary>
    public int[] Begin { get; private set; }

    /// <summary>One past the last original code point each stands for.</summary>
    public int[] End { get; private set; }

    public int Length => Runes.Length;

    /// <summary>Whether this piece begins where the original text begins.</summary>
    public bool AtOriginalStart => originalStart == 0;

    public static NormalizedText From(string text)
    {
        int count = 0;
        foreach (Rune _ in text.EnumerateRunes()) count++;
        var runes = new int[count];
        var begin = new int[count];
        var end = new int[count];
        int at = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            runes[at] = rune.Value;
            begin[at] = at;
            end[at] = ++at;
        }

        return new NormalizedText(runes, begin, end, 0);
    }

    public NormalizedText Slice(int from, int to) => from == 0 && to == Length
        ? this
        : new NormalizedText(Runes[from..to], Begin[from..to], End[from..to], from < to ? Begin[from] : originalStart);

    public string Substring(int from, int to) => CodePoints.ToText(Runes.AsSpan(from, to - from));

    public override string ToString() => CodePoints.ToText(Runes);

    /// <summary>Replaces the whole text. Each new code point carries a change: 0 replaces one old code point, 1 is an insertion
    /// (it shares the alignment of the one before), −n replaces one and removes n more.</summary>
    public void Transform(List<(int Rune, int Change)> target)
    {
        var runes = new int[target.Count];
        var begin = new int[target.Count];
        var end = new int[target.Count];
        int source = 0;
        for (int i = 0; i < target.Count; i++)
        {
            (int rune, int change) = target[i];
            runes[i] = rune;
            int from = change > 0 ? source - 1 : source;
            (begin[i], end[i]) = from >= 0 && from < Length ? (Begin[from], End[from]) : (originalStart, originalStart);
            if (change <= 0) source += 1 - change;
        }

        (Runes, Begin, End) = (runes, begin, end);
    }

    /// <summary>A text of its own that can be changed (changes put new arrays in place, so these are shared).</summary>
    public NormalizedText Copy() => new(Runes, Begin, End, originalStart);

    /// <summary>Drops what lies outside the range.</summary>
    public void Keep(int from, int to) => (Runes, Begin, End) = (Runes[from..to], Begin[from..to], End[from..to]);

    /// <summary>Puts text in front; it is aligned with the first code point. Nothing happens to an empty text.</summary>
    public void Prepend(ReadOnlySpan<int> prefix)
    {
        if (Length == 0 || prefix.Length == 0) return;
        var target = new List<(int, int)>(Length + prefix.Length);
        for (int i = 0; i < prefix.Length; i++) target.Add((prefix[i], i == 0 ? 0 : 1));
        target.Add((Runes[0], 1));
        for (int i = 1; i < Length; i++) target.Add((Runes[i], 0));
        Transform(target);
    }

    /// <summary>Replaces every match; what is put in is aligned with the match's last code point.</summary>
    public void Replace(TextPattern pattern, ReadOnlySpan<int> content)
    {
        if (Length == 0) return;
        var runes = new List<int>(Length);
        var begin = new List<int>(Length);
        var end = new List<int>(Length);
        bool changed = false;
        foreach ((int from, int to, bool isMatch) in pattern.FindMatches(Runes))
        {
            if (!isMatch)
            {
                runes.AddRange(Runes.AsSpan(from, to - from));
                begin.AddRange(Begin.AsSpan(from, to - from));
                end.AddRange(End.AsSpan(from, to - from));
                continue;
            }

            changed = true;
            foreach (int rune in content)
            {
                runes.Add(rune);
                begin.Add(to > 0 ? Begin[to - 1] : originalStart);
                end.Add(to > 0 ? End[to - 1] : originalStart);
            }
        }

        if (changed) (Runes, Begin, End) = (runes.ToArray(), begin.ToArray(), end.ToArray());
    }
}
