using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;

namespace RL4VLM.FakeKubernetes.Schemas;

/// <summary>RE2's regular expressions, as the API server reads patterns: they match anywhere, <c>$</c> only at the very end, <c>\d \s \w</c> are
/// ASCII, and what needs backtracking is an error.</summary>
internal static class Patterns
{
    private static readonly ConcurrentDictionary<string, Regex> Compiled = new();

    public static bool IsMatch(string pattern, string text) => Compile(pattern).IsMatch(text);

    /// <exception cref="ArgumentException">Not an expression of RE2.</exception>
    public static Regex Compile(string pattern) =>
        Compiled.GetOrAdd(pattern, text => new Regex(Translate(text), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking));

    private static string Translate(string pattern)
    {
        var text = new StringBuilder();
        bool inClass = false;
        for (int i = 0; i < pattern.Length; i++)
        {
            char c = pattern[i];
            if (c == '\\')
            {
                char escaped = ++i < pattern.Length ? pattern[i] : throw new ArgumentException("trailing backslash at end of expression");
                text.Append(escaped switch
                {
                    'd' => inClass ? "0-9" : "[0-9]",
                    'w' => inClass ? "0-9A-Za-z_" : "[0-9A-Za-z_]",
                    's' => inClass ? @"\t\n\f\r " : @"[\t\n\f\r ]",
                    'D' when !inClass => "[^0-9]",
                    'W' when !inClass => "[^0-9A-Za-z_]",
                    'S' when !inClass => @"[^\t\n\f\r ]",
                    >= '1' and <= '9' or 'k' or 'Z' or 'G' => throw new ArgumentException($"invalid escape sequence: `\\{escaped}`"),
                    _ => $"\\{escaped}",
                });
                continue;
            }

            if (!inClass && c == '(' && pattern.AsSpan(i).StartsWith("(?") && !(i + 2 < pattern.Length && (pattern[i + 2] is ':' or 'i' or 's' or 'm' or 'P')))
            {
                throw new ArgumentException($"invalid or unsupported Perl syntax: `{pattern[i..Math.Min(i + 3, pattern.Length)]}`");
            }

            if (c == '[' && !inClass) inClass = true;
            else if (c == ']' && inClass && pattern[i - 1] != '[' && !(pattern[i - 1] == '^' && pattern[i - 2] == '[')) inClass = false;
            text.Append(c == '$' && !inClass ? @"\z" : c == '[' && inClass && text.Length > 0 && i > 0 && IsInside(pattern, i) ? @"\[" : c.ToString());
        }

        return text.ToString();
    }

    /// <summary>Whether the bracket at <paramref name="at"/> stands within a class that an earlier one opened (.NET reads "-[" there as a subtraction).</summary>
    private static bool IsInside(string pattern, int at)
    {
        bool inside = false;
        for (int i = 0; i < at; i++)
        {
            if (pattern[i] == '\\') i++;
            else if (pattern[i] == '[' && !inside) inside = true;
            else if (pattern[i] == ']' && inside && pattern[i - 1] != '[') inside = false;
        }

        return inside;
    }
}
