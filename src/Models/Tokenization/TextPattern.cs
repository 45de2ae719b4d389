using System.Globalization;
using System.Text.RegularExpressions;
using RL4VLM.Core.Stages;

namespace RL4VLM.Models.Tokenization;

/// <summary>A literal or regular expression searched over code points.</summary>
internal sealed class TextPattern
{
    /// <summary>A hostile expression must not hang a stage.</summary>
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(20);

    private static readonly char[] Representatives = FindRepresentatives();

    private readonly int[]? literal;
    private readonly Func<int, bool>? predicate;
    private readonly Regex? regex;

    private TextPattern(int[]? literal, Regex? regex, Func<int, bool>? predicate)
    {
        this.literal = literal;
        this.regex = regex;
        this.predicate = predicate;
    }

    public static TextPattern Literal(string text) => new(CodePoints.Of(text), null, null);

    /// <summary>Every single code point for which the predicate holds is a match.</summary>
    public static TextPattern Each(Func<int, bool> predicate) => new(null, null, predicate);

    /// <summary>An expression in Oniguruma's Ruby syntax, as tokenizer.json files write them.</summary>
    /// <exception cref="StageException">78: the expression uses syntax .NET cannot express.</exception>
    public static TextPattern Regex(string expression, string file)
    {
        try
        {
            return new(null, new Regex(OnigurumaSyntax.Translate(expression), RegexOptions.CultureInvariant | RegexOptions.Multiline, MatchTimeout), null);
        }
        catch (ArgumentException error)
        {
            throw new StageException(ExitCodes.BadManifest, $"{file}: the regular expression {expression} is not supported ({error.Message})", error);
        }
    }

    /// <summary>Ranges that cover the whole text in order, each a match or what lies between.</summary>
    public List<(int From, int To, bool IsMatch)> FindMatches(ReadOnlySpan<int> runes)
    {
        var found = new List<(int, int, bool)>();
        int previous = 0;
        if (regex is not null)
        {
            try
            {
                foreach (ValueMatch match in regex.EnumerateMatches(Proxy(runes)))
                {
                    if (previous != match.Index) found.Add((previous, match.Index, false));
                    found.Add((match.Index, match.Index + match.Length, true));
                    previous = match.Index + match.Length;
                }
            }
            catch (RegexMatchTimeoutException error)
            {
                throw new StageException(ExitCodes.Software, $"the tokenizer's regular expression took over {MatchTimeout.TotalSeconds:0} s on one text", error);
            }
        }
        else if (predicate is not null)
        {
            for (int i = 0; i < runes.Length; i++)
            {
                if (!predicate(runes[i])) continue;
                if (previous != i) found.Add((previous, i, false));
                found.Add((i, i + 1, true));
                previous = i + 1;
            }
        }
        else if (literal!.Length > 0)
        {
            for (int next; (next = runes[previous..].IndexOf(literal)) >= 0;)
            {
                if (next > 0) found.Add((previous, previous + next, false));
                found.Add((previous + next, previous + next + literal.Length, true));
                previous += next + literal.Length;
            }
        }

        if (previous != runes.Length) found.Add((previous, runes.Length, false));
        return found;
    }

    /// <summary>One UTF-16 unit a code point, so that classes such as \p{L} see letters beyond the basic plane as letters:
    /// each is replaced by a character of its general category.</summary>
    private static char[] Proxy(ReadOnlySpan<int> runes)
    {
        var text = new char[runes.Length];
        for (int i = 0; i < runes.Length; i++)
            text[i] = runes[i] < 0x10000 ? (char)runes[i] : Representatives[(int)CharUnicodeInfo.GetUnicodeCategory(runes[i])];
        return text;
    }

    private static char[] FindRepresentatives()
    {
        var found = new char[(int)UnicodeCategory.OtherNotAssigned + 1];
        for (int unit = 0xFFFF; unit > 0; unit--)
        {
            ref char place = ref found[(int)CharUnicodeInfo.GetUnicodeCategory((char)unit)];
            if (place == 0) place = (char)unit;
        }

        return found;
    }
}
