using System.Collections.Concurrent;

namespace RL4VLM.Chart.Tests.Rendering;

/// <summary>A file below <c>Values/</c> and what the chart makes of it.</summary>
internal sealed class ValueSet
{
    private static readonly ConcurrentDictionary<string, ValueSet> Sets = new();

    private ValueSet(string name)
    {
        File = Path.Combine(Repository.Tests, "Values", $"{name}.yaml");
        Text = Helm.Template("--values", File);
        Objects = RenderedObject.Split(Text);
    }

    public static string[] Names { get; } = ["defaults", "namespaced", "minimal"];

    public string File { get; }

    public string Text { get; }

    public IReadOnlyList<RenderedObject> Objects { get; }

    public static ValueSet Named(string name) => Sets.GetOrAdd(name, static key => new ValueSet(key));

    public RenderedObject Single(string kind, string? name = null) =>
        Assert.Single(Objects, rendered => rendered.Kind == kind && (name is null || rendered.Name == name));
}
