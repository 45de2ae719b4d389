namespace RL4VLM.Models.Tokenization;

/// <summary>Last step of encoding: adds special tokens, trims offsets.</summary>
internal interface IPostProcessor
{
    void Process(List<EncodedToken> tokens, bool addSpecialTokens);
}

/// <summary>A token and the original code points [Start, End) it covers.</summary>
internal readonly record struct EncodedToken(int Id, int Start, int End);

internal sealed class SequencePostProcessor(IPostProcessor[] steps) : IPostProcessor
{
    public IReadOnlyList<IPostProcessor> Steps => steps;

    public void Process(List<EncodedToken> tokens, bool addSpecialTokens)
    {
        foreach (IPostProcessor step in steps) step.Process(tokens, addSpecialTokens);
    }
}

/// <summary>Special tokens before and after the text (the template of a single sequence).</summary>
internal sealed class TemplatePostProcessor(int[] before, int[] after) : IPostProcessor
{
    public IReadOnlyList<int> Before => before;

    public IReadOnlyList<int> After => after;

    public void Process(List<EncodedToken> tokens, bool addSpecialTokens)
    {
        if (!addSpecialTokens) return;
        tokens.InsertRange(0, before.Select(id => new EncodedToken(id, 0, 0)));
        tokens.AddRange(after.Select(id => new EncodedToken(id, 0, 0)));
    }
}

/// <summary>Takes white space out of the offsets of byte-level tokens, when the file asks for it.</summary>
internal sealed class ByteLevelPostProcessor(bool addPrefixSpace, bool trimOffsets, Func<int, string?> tokenOf) : IPostProcessor
{
    public void Process(List<EncodedToken> tokens, bool addSpecialTokens)
    {
        if (!trimOffsets) return;
        for (int i = 0; i < tokens.Count; i++)
        {
            (int id, int start, int end) = tokens[i];
            int[] runes = CodePoints.Of(tokenOf(id) ?? "");
            int leading = 0, trailing = 0;
            while (leading < runes.Length && IsBlank(runes[leading])) leading++;
            while (trailing < runes.Length && IsBlank(runes[^(trailing + 1)])) trailing++;
            // The blank that was put in front stands for no original character.
            if (leading > 0 && addPrefixSpace && (i == 0 || start == 0)) leading--;
            start = Math.Min(start + leading, end);
            if (trailing > 0 && end >= trailing) end = Math.Max(end - trailing, start);
            tokens[i] = new EncodedToken(id, start, end);
        }
    }

    private static bool IsBlank(int rune) => rune == ByteAlphabet.Characters[' '] || CodePoints.IsWhiteSpace(rune);
}
