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
        int opened = -1; // where the character class began that we are in
        for (int i = 0; i < pattern.Length; i++)
        {
            bool inClass = opened >= 0;
            switch (pattern[i])
            {
                case '\\':
                    text.Append(Escape(++i < pattern.Length ? pattern[i] : throw new ArgumentException("trailing backslash at end of expression"), inClass));
                    break;
                case '[' when inClass:
                    // .NET takes "-[" for a subtraction of classes.
                    text.Append(i + 1 < pattern.Length && pattern[i + 1] == ':' ? throw new ArgumentException("named classes such as [:alpha:] are not read here") : @"\[");
                    break;
                case '[':
                    opened = i;
                    text.Append('[');
                    break;
                case ']' when inClass && i > opened + (pattern[opened + 1] == '^' ? 2 : 1):
                    opened = -1;
                    text.Append(']');
                    break;
                case '$' when !inClass:
                    text.Append(@"\z");
                    break;
                case '(' when !inClass && i + 2 < pattern.Length && pattern[i + 1] == '?' && pattern[i + 2] is not (':' or 'i' or 's' or 'm'):
                    throw new ArgumentException($"invalid or unsupported Perl syntax: `{pattern[i..(i + 3)]}`");
                default:
                    text.Append(pattern[i]);
                    break;
            }
        }

        return text.ToString();
    }

    private static string Escape(char escaped, bool inClass) => escaped switch
    {
        'd' => inClass ? "0-9" : "[0-9]",
        'w' => inClass ? "0-9A-Za-z_" : "[0-9A-Za-z_]",
        's' => inClass ? @"\t\n\f\r " : @"[\t\n\f\r ]",
        'D' when !inClass => "[^0-9]",
        'W' when !inClass => "[^0-9A-Za-z_]",
        'S' when !inClass => @"[^\t\n\f\r ]",
        (>= '1' and <= '9') or 'k' or 'Z' or 'G' => throw new ArgumentException($"invalid escape sequence: `\\{escaped}`"),
        _ => $"\\{escaped}",
    };
}
