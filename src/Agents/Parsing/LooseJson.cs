using System.Globalization;
using System.Text;

namespace RL4VLM.Agents.Parsing;

/// <summary>What kind of value followed a key.</summary>
public enum LooseValueKind
{
    /// <summary>A closed JSON string.</summary>
    String,

    /// <summary>A JSON number.</summary>
    Number,

    /// <summary>A JSON list, as written.</summary>
    List,

    /// <summary>Anything else: a bare word, an unclosed string, an object. Never a legal action.</summary>
    Other,
}

/// <summary>A value found in model output.</summary>
/// <param name="Text">Decoded content: a string without its quotes and escapes, anything else as written.</param>
/// <param name="Start">UTF-16 index at which the content begins (after the opening quote of a string).</param>
/// <param name="End">UTF-16 index at which it ends (exclusive).</param>
/// <param name="Kind">What it is.</param>
public readonly record struct LooseValue(string Text, int Start, int End, LooseValueKind Kind);

/// <summary>Finds the value of a key in text that is meant to be one JSON object but may be cut short or malformed.
/// Linear in the text's length and total: no text makes it throw.</summary>
public static class LooseJson
{
    /// <summary>The value of the last occurrence of <paramref name="key"/> (JSON readers let the last duplicate win).
    /// Strings are skipped as strings, so a key quoted inside the thoughts is not taken for one; only when that finds nothing
    /// (quotes out of step) the text is searched for the bare <c>"key":</c>.</summary>
    public static LooseValue? Find(string text, string key)
    {
        int position = FindKeyInStep(text, key) ?? FindKeyAnywhere(text, key) ?? -1;
        return position < 0 ? null : ReadValue(text, position);
    }

    /// <summary>The index just after the colon of the last such key, walking string by string.</summary>
    private static int? FindKeyInStep(string text, string key)
    {
        int? found = null;
        int i = 0;
        while (i < text.Length)
        {
            if (text[i] != '"')
            {
                i++;
                continue;
            }

            int close = ClosingQuote(text, i + 1);
            if (close < 0)
            {
                break;
            }

            int colon = SkipSpace(text, close + 1);
            if (colon < text.Length && text[colon] == ':' && text.AsSpan(i + 1, close - i - 1).SequenceEqual(key))
            {
                found = colon + 1;
            }

            i = close + 1;
        }

        return found;
    }

    private static int? FindKeyAnywhere(string text, string key)
    {
        string quoted = "\"" + key + "\"";
        for (int at = text.LastIndexOf(quoted, StringComparison.Ordinal); at >= 0; at = at == 0 ? -1 : text.LastIndexOf(quoted, at - 1, StringComparison.Ordinal))
        {
            int colon = SkipSpace(text, at + quoted.Length);
            if (colon < text.Length && text[colon] == ':')
            {
                return colon + 1;
            }
        }

        return null;
    }

    private static LooseValue? ReadValue(string text, int position)
    {
        int start = SkipSpace(text, position);
        if (start >= text.Length)
        {
            return null;
        }

        if (text[start] == '"')
        {
            int close = ClosingQuote(text, start + 1);
            return close < 0
                ? new LooseValue(Unescape(text.AsSpan(start + 1)), start + 1, text.Length, LooseValueKind.Other)
                : new LooseValue(Unescape(text.AsSpan(start + 1, close - start - 1)), start + 1, close, LooseValueKind.String);
        }

        if (text[start] == '[')
        {
            int close = text.IndexOf(']', start);
            int end = close < 0 ? text.Length : close + 1;
            return new LooseValue(text[start..end], start, end, close < 0 ? LooseValueKind.Other : LooseValueKind.List);
        }

        int stop = start;
        while (stop < text.Length && text[stop] is not (',' or '}' or ']' or '"' or '\n' or '\r'))
        {
            stop++;
        }

        while (stop > start && char.IsWhiteSpace(text[stop - 1]))
        {
            stop--;
        }

        string word = text[start..stop];
        return new LooseValue(word, start, stop, IsNumber(word) ? LooseValueKind.Number : LooseValueKind.Other);
    }

    private static int ClosingQuote(string text, int from)
    {
        for (int i = from; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '"')
            {
                return i;
            }
        }

        return -1;
    }

    private static int SkipSpace(string text, int from)
    {
        while (from < text.Length && char.IsWhiteSpace(text[from]))
        {
            from++;
        }

        return from;
    }

    /// <summary>RFC 8259 number grammar.</summary>
    private static bool IsNumber(ReadOnlySpan<char> word)
    {
        int i = word.Length > 0 && word[0] == '-' ? 1 : 0;
        int whole = Digits(word, ref i);
        if (whole == 0 || (whole > 1 && word[i - whole] == '0'))
        {
            return false;
        }

        if (i < word.Length && word[i] == '.')
        {
            i++;
            if (Digits(word, ref i) == 0)
            {
                return false;
            }
        }

        if (i < word.Length && (word[i] is 'e' or 'E'))
        {
            i++;
            if (i < word.Length && (word[i] is '+' or '-'))
            {
                i++;
            }

            if (Digits(word, ref i) == 0)
            {
                return false;
            }
        }

        return i == word.Length;
    }

    private static int Digits(ReadOnlySpan<char> word, ref int i)
    {
        int from = i;
        while (i < word.Length && char.IsAsciiDigit(word[i]))
        {
            i++;
        }

        return i - from;
    }

    private static string Unescape(ReadOnlySpan<char> raw)
    {
        if (!raw.Contains('\\'))
        {
            return raw.ToString();
        }

        var text = new StringBuilder(raw.Length);
        for (int i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\' || i + 1 == raw.Length)
            {
                text.Append(raw[i]);
                continue;
            }

            char escaped = raw[++i];
            if (escaped == 'u' && i + 4 < raw.Length
                && ushort.TryParse(raw.Slice(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code))
            {
                text.Append((char)code);
                i += 4;
                continue;
            }

            text.Append(escaped switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', _ => escaped });
        }

        return text.ToString();
    }
}
