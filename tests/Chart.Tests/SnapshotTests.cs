using RL4VLM.Chart.Tests.Rendering;

namespace RL4VLM.Chart.Tests;

public sealed class SnapshotTests
{
    public static TheoryData<string> Names => [.. ValueSet.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_the_chart_renders_is_checked_in(string name)
    {
        string text = string.Join("---\n", ValueSet.Named(name).Objects.Select(rendered => Shortened(rendered).TrimEnd() + "\n"));
        Repository.AssertHolds(Path.Combine(Repository.Tests, "Snapshots", $"{name}.yaml"), text);
    }

    // What is a file elsewhere has tests of its own.
    private static string Shortened(RenderedObject rendered) => rendered.Kind switch
    {
        "CustomResourceDefinition" => Without(rendered, "spec", "docs/crd.yaml"),
        "PrometheusRule" => Without(rendered, "spec", "files/alerts.yaml"),
        "ConfigMap" => Without(rendered, "data", $"files/dashboards/{rendered.Name.Split('-')[^1]}.json"),
        _ => rendered.Text,
    };

    private static string Without(RenderedObject rendered, string field, string file) =>
        rendered.Text[..rendered.Text.IndexOf($"\n{field}:", StringComparison.Ordinal)] + $"\n# {field}: as in {file}";
}
