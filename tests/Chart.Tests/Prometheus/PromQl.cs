namespace RL4VLM.Chart.Tests.Prometheus;

/// <summary>A metric that an expression reads, and every label that is asked of it there: by a matcher, or by a clause around it.</summary>
internal sealed record Reading(string Metric, IReadOnlySet<string> Labels);

/// <summary>What an expression names. It knows just as much PromQL as that takes; whether the expression is right is promtool's business.</summary>
internal sealed class PromQl
{
    private static readonly string[] Clauses = ["by", "without", "on", "ignoring", "group_left", "group_right"];
    private static readonly string[] Words = ["and", "or", "unless", "bool", "offset"];

    private readonly IReadOnlyList<PromQlToken> tokens;
    private readonly List<(int At, string Metric, HashSet<string> Labels)> found = [];

    private PromQl(string expression)
    {
        tokens = PromQlToken.Split(expression);
        FindMetrics();
        FindClauses();
    }

    public static IReadOnlyList<Reading> Read(string expression) => [.. new PromQl(expression).found.Select(one => new Reading(one.Metric, one.Labels))];

    private void FindMetrics()
    {
        for (int i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Kind != TokenKind.Name || Words.Contains(tokens[i].Text)) continue;
            if (Clauses.Contains(tokens[i].Text)) i = Close(i + 1);
            else if (At(i + 1, "(") || i + 1 < tokens.Count && Clauses.Contains(tokens[i + 1].Text)) continue;
            else if (At(i + 1, "{"))
            {
                int end = Close(i + 1);
                found.Add((i, tokens[i].Text, [.. Names(i + 2, end)]));
                i = end;
            }
            else found.Add((i, tokens[i].Text, []));
        }
    }

    /// <summary>An aggregation asks its labels of the metrics in the parentheses that follow; a match of vectors, of every metric of the expression.</summary>
    private void FindClauses()
    {
        for (int i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Kind != TokenKind.Name || !Clauses.Contains(tokens[i].Text)) continue;
            int end = Close(i + 1);
            bool aggregates = tokens[i].Text is "by" or "without";
            Assert.True(!aggregates || At(end + 1, "("), "write `max by (…) (…)`, the clause before what it is about");
            (int from, int to) = aggregates ? (end + 1, Close(end + 1)) : (0, tokens.Count);
            foreach ((int at, _, HashSet<string> labels) in found)
            {
                if (at >= from && at < to) labels.UnionWith(Names(i + 2, end));
            }
        }
    }

    private bool At(int index, string text) => index < tokens.Count && tokens[index].Is(text);

    /// <summary>Where the bracket at that place closes.</summary>
    private int Close(int open)
    {
        int depth = 0;
        for (int i = open; i < tokens.Count; i++)
        {
            if (At(i, "(") || At(i, "{")) depth++;
            else if ((At(i, ")") || At(i, "}")) && --depth == 0) return i;
        }

        throw new FormatException($"token {open} opens nothing, or nothing closes it: {string.Join(' ', tokens.Select(token => token.Text))}");
    }

    private IEnumerable<string> Names(int from, int to) => Enumerable.Range(from, to - from).Where(i => tokens[i].Kind == TokenKind.Name).Select(i => tokens[i].Text);
}
