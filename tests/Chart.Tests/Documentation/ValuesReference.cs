using System.Text;
using System.Text.RegularExpressions;
using RL4VLM.Chart.Tests.Schema;

namespace RL4VLM.Chart.Tests.Documentation;

/// <summary>The table of values in the chart's README, made of the comments in values.yaml that start with <c># --</c>.</summary>
internal static partial class ValuesReference
{
    public const string Start = "<!-- values: generated from values.yaml -->\n", End = "<!-- end of values -->\n";

    /// <summary>Description by path.</summary>
    public static Dictionary<string, string> Descriptions { get; } = Read();

    /// <summary>The README with its table written anew.</summary>
    public static string Write(string readme)
    {
        int start = readme.IndexOf(Start, StringComparison.Ordinal), end = readme.IndexOf(End, StringComparison.Ordinal);
        Assert.True(start >= 0 && end > start, $"the chart's README.md lacks the lines {Start}and {End}");
        var table = new StringBuilder("| value | default | what it does |\n|---|---|---|\n");
        var values = ChartValues.Defaults;
        foreach (string path in ChartValues.Leaves(values))
        {
            var value = path.Split('.').Aggregate((System.Text.Json.Nodes.JsonNode)values, (node, step) => node[step]!);
            table.Append($"| `{path}` | `{value.ToJsonString()}` | {Descriptions.GetValueOrDefault(path, "").Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        }

        return readme[..(start + Start.Length)] + table + readme[end..];
    }

    private static Dictionary<string, string> Read()
    {
        var found = new Dictionary<string, string>();
        var path = new List<string>();
        string? description = null;
        foreach (string line in ChartValues.Text.Split('\n'))
        {
            if (Comment().Match(line) is { Success: true } comment)
            {
                description = comment.Groups[1].Value;
            }
            else if (Key().Match(line) is { Success: true } key)
            {
                int depth = key.Groups[1].Length / 2;
                path.RemoveRange(Math.Min(depth, path.Count), Math.Max(0, path.Count - depth));
                path.Add(key.Groups[2].Value);
                if (description is not null) found.Add(string.Join('.', path), description);
                description = null;
            }
        }

        return found;
    }

    [GeneratedRegex(@"^ *# -- (.+)$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^( *)([A-Za-z]+):")]
    private static partial Regex Key();
}
