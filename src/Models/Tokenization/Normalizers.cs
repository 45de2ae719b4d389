namespace RL4VLM.Models.Tokenization;

/// <summary>First step of encoding: rewrites a text, keeping alignments.</summary>
internal interface INormalizer
{
    void Normalize(NormalizedText text);
}

internal sealed class SequenceNormalizer(INormalizer[] steps) : INormalizer
{
    public void Normalize(NormalizedText text)
    {
        foreach (INormalizer step in steps) step.Normalize(text);
    }
}

internal sealed class PrependNormalizer(string prefix) : INormalizer
{
    private readonly int[] runes = CodePoints.Of(prefix);

    public void Normalize(NormalizedText text) => text.Prepend(runes);
}

internal sealed class ReplaceNormalizer(TextPattern pattern, string content) : INormalizer
{
    private readonly int[] runes = CodePoints.Of(content);

    public void Normalize(NormalizedText text) => text.Replace(pattern, runes);
}

/// <summary>Unicode form C or D.</summary>
internal sealed class UnicodeNormalizer(bool compose) : INormalizer
{
    public void Normalize(NormalizedText text) => CanonicalComposition.Normalize(text, compose);
}

/// <summary>Removes white space at the ends.</summary>
internal sealed class StripNormalizer(bool left, bool right) : INormalizer
{
    public void Normalize(NormalizedText text)
    {
        int from = 0, to = text.Length;
        while (left && from < to && CodePoints.IsWhiteSpace(text.Runes[from])) from++;
        while (right && to > from && CodePoints.IsWhiteSpace(text.Runes[to - 1])) to--;
        if (from > 0 || to < text.Length) text.Keep(from, to);
    }
}
