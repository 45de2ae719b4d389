using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace RL4VLM.Chart.Tests.Dashboards;

/// <summary>A dashboard that the chart ships.</summary>
internal sealed partial class Dashboard
{
    private Dashboard(string path)
    {
        Name = Path.GetFileNameWithoutExtension(path);
        Text = File.ReadAllText(path);
        Json = JsonNode.Parse(Text)!.AsObject();
    }

    public static string Folder { get; } = Path.Combine(Repository.Chart, "files", "dashboards");

    public static IReadOnlyList<Dashboard> All { get; } = [.. Directory.GetFiles(Folder, "*.json").Order(StringComparer.Ordinal).Select(path => new Dashboard(path))];

    public string Name { get; }

    public string Text { get; }

    public JsonObject Json { get; }

    public IEnumerable<JsonObject> Variables => Json["templating"]!["list"]!.AsArray().Select(one => one!.AsObject());

    public IEnumerable<JsonObject> Panels => Json["panels"]!.AsArray().Select(one => one!.AsObject());

    /// <summary>All but the headings.</summary>
    public IEnumerable<JsonObject> Charts => Panels.Where(panel => panel["type"]!.GetValue<string>() != "row");

    /// <summary>Every query of Prometheus, as it stands.</summary>
    public IEnumerable<string> Expressions => Targets("prometheus").Select(target => target["expr"]!.GetValue<string>());

    /// <summary>Every query of Tempo.</summary>
    public IEnumerable<string> TraceQueries => Targets("tempo").Select(target => target["query"]!.GetValue<string>());

    /// <summary>What variables offer: <c>label_values(metric{…}, label)</c> as a selector that asks for the label.</summary>
    public IEnumerable<string> VariableExpressions => Variables.Where(variable => variable["type"]!.GetValue<string>() == "query").Select(variable =>
    {
        Match match = LabelValues().Match(variable["query"]!["query"]!.GetValue<string>());
        Assert.True(match.Success, $"{Name}: {variable["name"]} is no label_values(metric, label)");
        return $"max by ({match.Groups[2].Value}) ({match.Groups[1].Value})";
    });

    /// <summary>An expression as Prometheus would get it.</summary>
    public static string Interpolate(string expression) => Variable().Replace(expression.Replace("$__rate_interval", "5m", StringComparison.Ordinal), ".*");

    /// <summary>Names of Grafana's variables in a text, its own left out.</summary>
    public static IEnumerable<string> VariablesIn(string text) => Variable().Matches(text).Select(match => match.Groups["name"].Value).Where(name => !name.StartsWith("__", StringComparison.Ordinal));

    public IEnumerable<JsonObject> Targets(string type) => Charts.SelectMany(panel => panel["targets"]!.AsArray()).Select(target => target!.AsObject())
        .Where(target => target["datasource"]!["type"]!.GetValue<string>() == type);

    public override string ToString() => Name;

    [GeneratedRegex(@"^label_values\((.+), (\w+)\)$")]
    private static partial Regex LabelValues();

    [GeneratedRegex(@"\$(?:(?<name>\w+)|\{(?<name>\w+)[^}]*\})")]
    private static partial Regex Variable();
}
