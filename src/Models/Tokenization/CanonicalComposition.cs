using System.Globalization;

namespace RL4VLM.Models.Tokenization;

/// <summary>Unicode normalization forms C and D, with the change of every code point (see <see cref="NormalizedText.Transform"/>).</summary>
internal static class CanonicalComposition
{
    private const int HangulBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TrailBase = 0x11A7;
    private const int LeadCount = 19, VowelCount = 21, TrailCount = 28, HangulCount = LeadCount * VowelCount * TrailCount;

    private static readonly Lazy<Tables> Data = new(Tables.Read);

    /// <summary>Composes (form C) or only decomposes (form D) in place.</summary>
    public static void Normalize(NormalizedText text, bool compose)
    {
        // Nothing below U+00C0 decomposes, nor composes with what stands before it.
        if (text.Runes.AsSpan().IndexOfAnyExceptInRange(0, 0xBF) < 0) return;
        Tables data = Data.Value;
        List<(int Rune, int Change)> decomposed = Decompose(text.Runes, data);
        text.Transform(compose ? Compose(decomposed, data) : decomposed);
    }

    private static List<(int Rune, int Change)> Decompose(int[] runes, Tables data)
    {
        var output = new List<(int Rune, int Change)>(runes.Length + 8);
        int pending = 0;
        foreach (int rune in runes)
        {
            bool first = true;
            Expand(rune);

            void Expand(int value)
            {
                if (value - HangulBase is >= 0 and < HangulCount and var syllable)
                {
                    Push(LeadBase + (syllable / (VowelCount * TrailCount)));
                    Push(VowelBase + (syllable % (VowelCount * TrailCount) / TrailCount));
                    if (syllable % TrailCount > 0) Push(TrailBase + (syllable % TrailCount));
                }
                else if (data.Decompositions.TryGetValue(value, out (int First, int Second) parts))
                {
                    Expand(parts.First);
                    if (parts.Second != 0) Push(parts.Second);
                }
                else
                {
                    Push(value);
                }
            }

            void Push(int value)
            {
                if (data.Class(value) == 0)
                {
                    SortPending(output, pending, data);
                    output.Add((value, first ? 0 : 1));
                    pending = output.Count;
                }
                else
                {
                    output.Add((value, first ? 0 : 1));
                }

                first = false;
            }
        }

        SortPending(output, pending, data);
        return output;
    }

    /// <summary>Canonical order: a stable sort of a run of marks by combining class.</summary>
    private static void SortPending(List<(int Rune, int Change)> output, int from, Tables data)
    {
        for (int i = from + 1; i < output.Count; i++)
        {
            (int Rune, int Change) item = output[i];
            int at = i;
            for (; at > from && data.Class(output[at - 1].Rune) > data.Class(item.Rune); at--) output[at] = output[at - 1];
            output[at] = item;
        }
    }

    private static List<(int Rune, int Change)> Compose(List<(int Rune, int Change)> input, Tables data)
    {
        var output = new List<(int Rune, int Change)>(input.Count);
        int starter = -1, lastClass = -1;
        foreach ((int rune, int change) in input)
        {
            int combiningClass = data.Class(rune);
            if (starter >= 0 && (lastClass < 0 || lastClass < combiningClass) && TryCompose(output[starter].Rune, rune, data) is { } composite)
            {
                output[starter] = (composite, output[starter].Change + change - 1);
                continue;
            }

            if (combiningClass == 0)
            {
                starter = output.Count;
                lastClass = -1;
            }
            else if (starter >= 0)
            {
                lastClass = combiningClass;
            }

            output.Add((rune, change));
        }

        return output;
    }

    private static int? TryCompose(int first, int second, Tables data)
    {
        if (first - LeadBase is >= 0 and < LeadCount and var lead && second - VowelBase is >= 0 and < VowelCount and var vowel)
            return HangulBase + (((lead * VowelCount) + vowel) * TrailCount);
        if (first - HangulBase is >= 0 and < HangulCount and var syllable && syllable % TrailCount == 0 && second - TrailBase is > 0 and < TrailCount and var trail)
            return first + trail;
        return data.Compositions.TryGetValue((first, second), out int composite) ? composite : null;
    }

    private sealed class Tables
    {
        private readonly Dictionary<int, byte> classes = [];

        public Dictionary<int, (int First, int Second)> Decompositions { get; } = [];

        public Dictionary<(int First, int Second), int> Compositions { get; } = [];

        public int Class(int rune) => rune >= 0x300 && classes.TryGetValue(rune, out byte value) ? value : 0;

        public static Tables Read()
        {
            var tables = new Tables();
            int rune = 0;
            foreach (string item in Items(CanonicalData.Decompositions))
            {
                int sign = item.AsSpan().IndexOfAny('=', '-'), plus = item.IndexOf('+', StringComparison.Ordinal);
                rune += Hexadecimal(item.AsSpan(0, sign));
                int first = Hexadecimal(plus < 0 ? item.AsSpan(sign + 1) : item.AsSpan(sign + 1, plus - sign - 1));
                int second = plus < 0 ? 0 : Hexadecimal(item.AsSpan(plus + 1));
                tables.Decompositions[rune] = (first, second);
                if (item[sign] == '=') tables.Compositions[(first, second)] = rune;
            }

            rune = 0;
            foreach (string item in Items(CanonicalData.CombiningClasses))
            {
                int star = item.IndexOf('*', StringComparison.Ordinal), colon = item.IndexOf(':', StringComparison.Ordinal);
                rune += Hexadecimal(item.AsSpan(0, star));
                int count = Hexadecimal(item.AsSpan(star + 1, colon - star - 1));
                for (int i = 0; i < count; i++) tables.classes[rune + i] = (byte)Hexadecimal(item.AsSpan(colon + 1));
            }

            return tables;
        }

        private static string[] Items(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

        private static int Hexadecimal(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }
}
