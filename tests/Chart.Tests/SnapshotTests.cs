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

    // The definition's schema is docs/crd.yaml, which has tests of its own.
    private static string Shortened(RenderedObject rendered) => rendered.Kind != "CustomResourceDefinition" ? rendered.Text
        : rendered.Text[..rendered.Text.IndexOf("\nspec:", StringComparison.Ordinal)] + "\n# spec: as in docs/crd.yaml";
}
