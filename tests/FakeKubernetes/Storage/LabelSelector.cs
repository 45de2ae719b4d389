using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using RL4VLM.FakeKubernetes.Json;

namespace RL4VLM.FakeKubernetes.Storage;

/// <summary><c>a=b, c!=d, e in (x, y), f notin (z), g, !h</c>.</summary>
public sealed partial class LabelSelector
{
    private readonly List<(string Key, string Operator, string[] Values)> requirements = [];

    /// <exception cref="ApiException">400 for what cannot be read.</exception>
    public static LabelSelector? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var selector = new LabelSelector();
        int position = 0;
        while (position < text.Length)
        {
            Match match = Requirement().Match(text, position);
            if (!match.Success || match.Index != position || match.Length == 0) throw Unreadable(text);
            selector.Add(match, text);
            position += match.Length;
        }

        return selector;
    }

    /// <summary>The selector of a <c>LabelSelector</c> object (matchLabels, matchExpressions).</summary>
    public static LabelSelector FromObject(JsonNode? selector)
    {
        var result = new LabelSelector();
        foreach ((string key, JsonNode? value) in selector.Map("matchLabels") ?? []) result.requirements.Add((key, "in", [value.AsText() ?? ""]));
        foreach (JsonObject expression in selector.Maps("matchExpressions"))
        {
            string[] values = [.. (expression.Items("values") ?? []).Select(value => value.AsText() ?? "")];
            result.requirements.Add((expression.Text("key") ?? "", expression.Text("operator") switch
            {
                "In" => "in",
                "NotIn" => "notin",
                "Exists" => "exists",
                _ => "absent",
            }, values));
        }

        return result;
    }

    public bool Matches(JsonNode? labels)
    {
        foreach ((string key, string @operator, string[] values) in requirements)
        {
            string? value = labels.Text(key);
            bool met = @operator switch
            {
                "exists" => value is not null,
                "absent" => value is null,
                "in" => value is not null && values.Contains(value),
                _ => value is null || !values.Contains(value),
            };
            if (!met) return false;
        }

        return true;
    }

    private void Add(Match match, string text)
    {
        string key = match.Groups["key"].Value;
        if (match.Groups["set"].Success)
        {
            string[] values = match.Groups["values"].Value.Split(',', StringSplitOptions.TrimEntries);
            requirements.Add((key, match.Groups["set"].Value, values));
        }
        else if (match.Groups["equal"].Success)
        {
            if (match.Groups["not"].Value.Length > 0) throw Unreadable(text);
            requirements.Add((key, match.Groups["equal"].Value == "!=" ? "notin" : "in", [match.Groups["value"].Value]));
        }
        else
        {
            requirements.Add((key, match.Groups["not"].Value.Length > 0 ? "absent" : "exists", []));
        }
    }

    private static ApiException Unreadable(string text) => new(400, "BadRequest", $"unable to parse requirement: '{text}' is not a label selector");

    [GeneratedRegex(@"\s*(?<not>!?)\s*(?<key>[A-Za-z0-9][-A-Za-z0-9_./]*)\s*(?:(?<equal>==|=|!=)\s*(?<value>[-A-Za-z0-9_.]*)|(?<set>in|notin)\s*\(\s*(?<values>[^)]*?)\s*\))?\s*(?:,|$)")]
    private static partial Regex Requirement();
}
