using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace RL4VLM.FakeKubernetes.Json;

/// <summary>The JSONPath that printer columns use: <c>.a.b[0].c</c>, <c>.a[?(@.type=="X")].b</c>, <c>['a']</c>.</summary>
public static partial class SimpleJsonPath
{
    /// <summary>Null when nothing is there or the path has another form.</summary>
    public static JsonNode? Find(JsonNode? node, string path)
    {
        int position = 0;
        while (position < path.Length && node is not null)
        {
            Match match = Step().Match(path, position);
            if (!match.Success || match.Index != position) return null;
            position += match.Length;
            if (match.Groups["name"].Success) node = node.Member(match.Groups["name"].Value.Replace("\\.", ".", StringComparison.Ordinal));
            else if (match.Groups["index"].Success) node = node is JsonArray list && int.Parse(match.Groups["index"].ValueSpan) is var index && index < list.Count ? list[index] : null;
            else node = (node as JsonArray)?.FirstOrDefault(item => item.Text(match.Groups["key"].Value) == match.Groups["value"].Value);
        }

        return node;
    }

    [GeneratedRegex("""\.(?<name>(?:[^.\[\\]|\\\.)+)|\['(?<name>[^']+)'\]|\[(?<index>\d+)\]|\[\?\(@\.(?<key>\w+)\s*==\s*["'](?<value>[^"']*)["']\)\]""")]
    private static partial Regex Step();
}
