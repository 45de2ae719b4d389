using System.Text.RegularExpressions;

namespace RL4VLM.Chart.Tests.Prometheus;

internal enum TokenKind
{
    Name,
    Text,
    Number,
    Symbol,
}

/// <summary>A word of PromQL. What stands in brackets, a range or a subquery, is left out: it names nothing.</summary>
internal sealed partial record PromQlToken(TokenKind Kind, string Text)
{
    public static IReadOnlyList<PromQlToken> Split(string expression)
    {
        var tokens = new List<PromQlToken>();
        for (int position = 0; position < expression.Length;)
        {
            Match match = Word().Match(expression, position);
            Assert.True(match.Success && match.Index == position, $"not PromQL from here on: {expression[position..]}");
            position += match.Length;
            if (match.Groups["name"].Success) tokens.Add(new PromQlToken(TokenKind.Name, match.Value));
            else if (match.Groups["text"].Success) tokens.Add(new PromQlToken(TokenKind.Text, match.Value));
            else if (match.Groups["number"].Success) tokens.Add(new PromQlToken(TokenKind.Number, match.Value));
            else if (match.Groups["symbol"].Success) tokens.Add(new PromQlToken(TokenKind.Symbol, match.Value));
        }

        return tokens;
    }

    public bool Is(string text) => Kind != TokenKind.Text && Text == text;

    [GeneratedRegex("""
        (?<space>\s+|\[[^\]]*\]) | (?<name>[A-Za-z_:][A-Za-z0-9_:]*) | (?<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*') | (?<number>[0-9][0-9A-Za-z.]*)
        | (?<symbol>=~|!~|!=|==|>=|<=|[-+*/%^=<>(){},@])
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Word();
}
