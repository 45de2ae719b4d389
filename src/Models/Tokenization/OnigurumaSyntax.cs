using System.Text;

namespace RL4VLM.Models.Tokenization;

/// <summary>Rewrites the part of Oniguruma's Ruby syntax that tokenizer.json files use into .NET's.</summary>
/// <remarks>Differences covered: possessive quantifiers, \p{^L}, long property names, \h, \A \z, '[' and '&amp;&amp;' within classes,
/// and simple case folding of the letters with a third form (s: U+017F, k: U+212A).</remarks>
internal static class OnigurumaSyntax
{
    private static readonly Dictionary<string, string> PropertyNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Letter"] = "L", ["Uppercase_Letter"] = "Lu", ["Lowercase_Letter"] = "Ll", ["Titlecase_Letter"] = "Lt", ["Modifier_Letter"] = "Lm", ["Other_Letter"] = "Lo",
        ["Mark"] = "M", ["Number"] = "N", ["Decimal_Number"] = "Nd", ["Letter_Number"] = "Nl", ["Other_Number"] = "No",
        ["Punctuation"] = "P", ["Symbol"] = "S", ["Separator"] = "Z", ["Space_Separator"] = "Zs", ["Other"] = "C", ["Control"] = "Cc",
        ["Han"] = "\u2E80-\u2E99\u2E9B-\u2EF3\u2F00-\u2FD5\u3005\u3007\u3021-\u3029\u3038-\u303B\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFA6D\uFA70-\uFAD9",
    };

    /// <exception cref="ArgumentException">A construct that .NET has no equal of.</exception>
    public static string Translate(string expression)
    {
        var output = new StringBuilder(expression.Length + 16);
        var groups = new Stack<(int Start, bool IgnoreCase)>();
        bool ignoreCase = false;
        int atom = -1;
        for (int i = 0; i < expression.Length;)
        {
            char c = expression[i];
            switch (c)
            {
                case '(':
                    groups.Push((output.Length, ignoreCase));
                    i += OpenGroup(expression, i, output, ref ignoreCase, groups);
                    atom = -1;
                    break;
                case ')':
                    output.Append(c);
                    i++;
                    if (groups.Count == 0) throw new ArgumentException("unbalanced parenthesis");
                    (atom, ignoreCase) = groups.Pop();
                    break;
                case '[':
                    atom = output.Length;
                    i = CopyClass(expression, i, output);
                    break;
                case '\\':
                    atom = output.Length;
                    i = CopyEscape(expression, i, output, inClass: false);
                    break;
                case '*' or '+' or '?' or '{' when atom >= 0 && QuantifierLength(expression, i) is > 0 and var length:
                    output.Append(expression, i, length);
                    i += length;
                    // In Ruby's syntax {n,m}+ repeats greedily; only ?+ *+ ++ are possessive.
                    if (c != '{' && i < expression.Length && expression[i] == '+')
                    {
                        output.Insert(atom, "(?>").Append(')');
                        i++;
                    }
                    else if (i < expression.Length && expression[i] == '?')
                    {
                        output.Append('?');
                        i++;
                    }
                    else if (i < expression.Length && expression[i] is '*' or '+' && c == '{')
                    {
                        output.Insert(atom, "(?:").Append(')');
                    }

                    break;
                default:
                    atom = output.Length;
                    output.Append(ignoreCase && c is 's' or 'S' ? "[sS\u017F]" : ignoreCase && c is 'k' or 'K' ? "[kK\u212A]" : c == '$' ? "(?=\\n|\\z)" : c.ToString());
                    if (c is '|' or '^' or '$') atom = -1;
                    i++;
                    break;
            }
        }

        return output.ToString();
    }

    private static int OpenGroup(string expression, int at, StringBuilder output, ref bool ignoreCase, Stack<(int Start, bool IgnoreCase)> groups)
    {
        if (at + 1 >= expression.Length || expression[at + 1] != '?')
        {
            // Captures are never read.
            output.Append("(?:");
            return 1;
        }

        int next = at + 2;
        if (next < expression.Length && (char.IsAsciiLetter(expression[next]) || expression[next] == '-'))
        {
            int end = next;
            while (end < expression.Length && (char.IsAsciiLetter(expression[end]) || expression[end] == '-')) end++;
            if (end >= expression.Length || expression[end] is not (':' or ')')) throw new ArgumentException("unfinished group options");
            string flags = expression[next..end];
            string on = flags.Split('-')[0], off = flags.Contains('-', StringComparison.Ordinal) ? flags.Split('-')[1] : "";
            // Ruby's m lets the dot match a newline: .NET's s.
            if (on.Except("imx").Any() || off.Except("imx").Any()) throw new ArgumentException($"group options {flags}");
            if (on.Contains('i', StringComparison.Ordinal)) ignoreCase = true;
            if (off.Contains('i', StringComparison.Ordinal)) ignoreCase = false;
            output.Append("(?").Append(flags.Replace('m', 's')).Append(expression[end]);
            // (?i) without a body lasts until the enclosing group ends and opens none.
            if (expression[end] == ')') groups.Pop();
            return end + 1 - at;
        }

        int length = expression.AsSpan(next) switch
        {
            [':' or '=' or '!' or '>', ..] => 3,
            ['<', '=' or '!', ..] => 4,
            _ => throw new ArgumentException("unknown kind of group"),
        };
        output.Append(expression, at, length);
        return length;
    }

    private static int QuantifierLength(string expression, int at)
    {
        if (expression[at] != '{') return 1;
        int end = expression.IndexOf('}', at);
        if (end < 0) return 0;
        ReadOnlySpan<char> inside = expression.AsSpan(at + 1, end - at - 1);
        return inside.Length > 0 && inside.IndexOfAnyExcept("0123456789,") < 0 ? end + 1 - at : 0;
    }

    private static int CopyClass(string expression, int at, StringBuilder output)
    {
        output.Append('[');
        int i = at + 1;
        if (i < expression.Length && expression[i] == '^') output.Append(expression[i++]);
        if (i < expression.Length && expression[i] == ']')
        {
            output.Append("\\]");
            i++;
        }

        for (; i < expression.Length && expression[i] != ']';)
        {
            switch (expression[i])
            {
                case '\\':
                    i = CopyEscape(expression, i, output, inClass: true);
                    break;
                case '[':
                    if (expression.AsSpan(i).StartsWith("[:")) throw new ArgumentException("POSIX bracket");
                    // A nested class without negation is a union: its members join ours.
                    if (i + 1 < expression.Length && expression[i + 1] == '^') throw new ArgumentException("nested negated class");
                    var nested = new StringBuilder();
                    i = CopyClass(expression, i, nested);
                    output.Append(nested, 1, nested.Length - 2);
                    break;
                case '&' when expression.AsSpan(i).StartsWith("&&"):
                    throw new ArgumentException("class intersection");
                default:
                    output.Append(expression[i++]);
                    break;
            }
        }

        if (i >= expression.Length) throw new ArgumentException("unfinished character class");
        output.Append(']');
        return i + 1;
    }

    private static int CopyEscape(string expression, int at, StringBuilder output, bool inClass)
    {
        if (at + 1 >= expression.Length) throw new ArgumentException("a backslash at the end");
        char c = expression[at + 1];
        if (c is 'p' or 'P')
        {
            int end = expression.IndexOf('}', at);
            if (at + 2 >= expression.Length || expression[at + 2] != '{' || end < 0) throw new ArgumentException("unfinished property");
            string name = expression[(at + 3)..end];
            bool negated = c == 'P';
            if (name.StartsWith('^'))
            {
                negated = !negated;
                name = name[1..];
            }

            if (PropertyNames.TryGetValue(name, out string? known)) name = known;
            if (name.Length > 2)
            {
                if (negated && inClass) throw new ArgumentException("a negated script within a class");
                output.Append(inClass ? name : (negated ? "[^" : "[") + name + "]");
            }
            else
            {
                output.Append(negated ? "\\P{" : "\\p{").Append(name).Append('}');
            }

            return end + 1;
        }

        output.Append(c switch
        {
            'h' => inClass ? "0-9a-fA-F" : "[0-9a-fA-F]",
            // Oniguruma's words hold every mark; .NET's only the non-spacing ones.
            'w' => inClass ? "\\p{L}\\p{M}\\p{Nd}\\p{Pc}" : "[\\p{L}\\p{M}\\p{Nd}\\p{Pc}]",
            'W' when !inClass => "[^\\p{L}\\p{M}\\p{Nd}\\p{Pc}]",
            _ => expression.Substring(at, 2),
        });
        return at + 2;
    }
}
