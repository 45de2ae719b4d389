using RL4VLM.Models.Tokenization;

namespace RL4VLM.Agents.Parsing;

/// <summary>Splits an answer's tokens into thought and action (corrected rule): the action is everything from the first token that overlaps
/// the parsed value through the end, end-of-sequence included; all before it is thought.</summary>
public static class Spans
{
    /// <summary>Index of the first action token; <c>offsets.Count</c> when nothing overlaps the value or there is none.</summary>
    /// <param name="decoded">The answer's text with each token's UTF-16 range.</param>
    /// <param name="action">What was parsed from that very text.</param>
    public static int ActionStart(DecodedText decoded, ParsedAction action) => action.HasValue
        // An empty value ("action": "") has no characters: the quote that closes it stands for it.
        ? FirstOverlap(decoded, action.Start, Math.Max(action.End, action.Start + 1))
        : decoded.Offsets.Length;

    /// <summary>The tokens of a key's value, one that reaches over its quotes included; empty when the answer has no such key.</summary>
    /// <param name="decoded">The answer's text with each token's UTF-16 range.</param>
    /// <param name="key">Of the answer's JSON.</param>
    public static Range Value(DecodedText decoded, string key)
    {
        if (LooseJson.Find(decoded.Text, key) is not { } value || value.End <= value.Start) return ..0;
        int first = FirstOverlap(decoded, value.Start, value.End), end = first;
        while (end < decoded.Offsets.Length && decoded.Offsets[end].Start < value.End) end++;
        return first..end;
    }

    private static int FirstOverlap(DecodedText decoded, int start, int end)
    {
        for (int i = 0; i < decoded.Offsets.Length; i++)
        {
            (int from, int to) = decoded.Offsets[i];
            if (to > from && to > start && from < end) return i;
        }

        return decoded.Offsets.Length;
    }
}
