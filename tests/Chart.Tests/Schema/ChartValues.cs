using System.Text.Json.Nodes;
using RL4VLM.Chart.Tests.Rendering;

namespace RL4VLM.Chart.Tests.Schema;

/// <summary>Values as Helm puts them together: the chart's, overlaid with the user's; null takes a value away.</summary>
internal static class ChartValues
{
    public static string Text { get; } = File.ReadAllText(Path.Combine(Repository.Chart, "values.yaml"));

    public static JsonObject Defaults => Yaml.Read(Text);

    public static JsonObject With(string yaml) => Overlay(Defaults, Yaml.Read(yaml));

    /// <summary>Paths of everything that is not a section: scalars, lists, and maps that are free or empty by default.</summary>
    public static IEnumerable<string> Leaves(JsonObject values, string prefix = "") => values.SelectMany(field =>
        field.Value is JsonObject { Count: > 0 } section && field.Key != "resources" ? Leaves(section, $"{prefix}{field.Key}.") : [$"{prefix}{field.Key}"]);

    private static JsonObject Overlay(JsonObject below, JsonObject above)
    {
        foreach ((string name, JsonNode? value) in above)
        {
            if (value is null) below.Remove(name);
            else if (value is JsonObject map && below[name] is JsonObject old) Overlay(old, map);
            else below[name] = value.DeepClone();
        }

        return below;
    }
}
