using System.Text.Json.Nodes;
using RL4VLM.Chart.Tests.Rendering;

namespace RL4VLM.Chart.Tests.Alerts;

/// <summary>The rules that the chart ships.</summary>
internal static class AlertRules
{
    public static string File { get; } = Path.Combine(Repository.Chart, "files", "alerts.yaml");

    public static JsonObject Json { get; } = Yaml.Read(System.IO.File.ReadAllText(File));

    public static IReadOnlyList<JsonObject> All { get; } = [.. Json["groups"]!.AsArray().SelectMany(rules => rules!["rules"]!.AsArray()).Select(rule => rule!.AsObject())];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(rule => rule["alert"]!.GetValue<string>())];

    /// <summary>The unit test of an alert.</summary>
    public static string TestOf(string alert) => Path.Combine(Repository.Tests, "Alerts", $"{alert}.yaml");
}
