using System.Globalization;
using System.Text;

namespace RL4VLM.FakeKubernetes.Schemas.Cel;

internal enum CelTokenKind { End, Identifier, Literal, Symbol }

/// <param name="Kind">What it is.</param>
/// <param name="Text">Identifier or symbol.</param>
/// <param name="Value">Of a literal.</param>
internal readonly record struct CelToken(CelTokenKind Kind, string Text, object? Value = null);

/// <summary>Text to tokens. Unsigned numbers and bytes are left out: no schema has them.</summary>
internal static class CelLexer
{
    private static readonly string[] Symbols = ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "+", "-", "*", "/", "%", "?", ":", ".", ",", "(", ")", "[", "]", "{", "}"];

    public static List<CelToken> Read(string text)
    {
        var tokens = new List<CelToken>();
        int at = 0;
        while (at < text.Length)
        {
            char c = text[at];
            if (char.IsWhiteSpace(c)) at++;
            else if (c is '"' or '\'' || (c is 'r' or 'R' && at + 1 < text.Length && text[at + 1] is '"' or '\'')) tokens.Add(Text(text, ref at));
            else if (char.IsAsciiDigit(c)) tokens.Add(Number(text, ref at));
            else if (char.IsAsciiLetter(c) || c == '_') tokens.Add(Word(text, ref at));
            else if (Array.Find(Symbols, symbol => string.CompareOrdinal(text, at, symbol, 0, symbol.Length) == 0) is { } found)
            {
                tokens.Add(new CelToken(CelTokenKind.Symbol, found));
                at += found.Length;
            }
            else throw new CelException($"Syntax error: token recognition error at: '{c}'");
        }

        tokens.Add(new CelToken(CelTokenKind.End, "<EOF>"));
        return tokens;
    }

    private static CelToken Word(string text, ref int at)
    {
        int start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_')) at++;
        string word = text[start..at];
        return word switch
        {
            "true" => new CelToken(CelTokenKind.Literal, word, true),
            "false" => new CelToken(CelTokenKind.Literal, word, false),
            "null" => new CelToken(CelTokenKind.Literal, word),
            "in" => new CelToken(CelTokenKind.Symbol, word),
            _ => new CelToken(CelTokenKind.Identifier, word),
        };
    }

    private static CelToken Number(string text, ref int at)
    {
        int start = at;
        bool whole = true;
        while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
        if (at + 1 < text.Length && text[at] == '.' && char.IsAsciiDigit(text[at + 1]))
        {
            whole = false;
            at++;
            while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
        }

        if (at < text.Length && text[at] is 'e' or 'E')
        {
            whole = false;
            at++;
            if (at < text.Length && text[at] is '+' or '-') at++;
            while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
        }

        string digits = text[start..at];
        return whole && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? new CelToken(CelTokenKind.Literal, digits, number)
            : !whole && double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double real)
                ? new CelToken(CelTokenKind.Literal, digits, real)
                : throw new CelException($"Syntax error: '{digits}' is no number");
    }

    private static CelToken Text(string text, ref int at)
    {
        bool raw = text[at] is 'r' or 'R';
        if (raw) at++;
        char quote = text[at++];
        var value = new StringBuilder();
        while (true)
        {
            if (at >= text.Length || text[at] == '\n') throw new CelException("Syntax error: a string does not end");
            char c = text[at++];
            if (c == quote) return new CelToken(CelTokenKind.Literal, "", value.ToString());
            value.Append(c == '\\' && !raw ? Escaped(text, ref at) : c.ToString());
        }
    }

    private static string Escaped(string text, ref int at)
    {
        char c = at < text.Length ? text[at++] : ' ';
        return c switch
        {
            'n' => "\n",
            't' => "\t",
            'r' => "\r",
            'a' => "\a",
            'b' => "\b",
            'f' => "\f",
            'v' => "\v",
            '\\' or '\'' or '"' or '`' or '?' => c.ToString(),
            'u' when at + 4 <= text.Length && int.TryParse(text.AsSpan(at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code) => Advance(ref at, 4, code),
            'x' when at + 2 <= text.Length && int.TryParse(text.AsSpan(at, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code) => Advance(ref at, 2, code),
            _ => throw new CelException($"Syntax error: '\\{c}' is no escape"),
        };
    }

    private static string Advance(ref int at, int length, int code)
    {
        at += length;
        return ((char)code).ToString();
    }
}
