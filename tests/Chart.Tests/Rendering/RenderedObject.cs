using System.Text.Json.Nodes;

namespace RL4VLM.Chart.Tests.Rendering;

/// <summary>One document of the rendered chart.</summary>
internal sealed record RenderedObject(string Text, JsonObject Json)
{
    public string ApiVersion => Json["apiVersion"]!.GetValue<string>();

    public string Kind => Json["kind"]!.GetValue<string>();

    public string Name => Json["metadata"]!["name"]!.ToString();

    public string? Namespace => Json["metadata"]!["namespace"]?.GetValue<string>();

    public override string ToString() => $"{Kind} {Namespace}/{Name}";

    public static IReadOnlyList<RenderedObject> Split(string output) =>
    [
        .. output.Split("\n---\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(text => text.StartsWith("---\n", StringComparison.Ordinal) ? text[4..] : text)
            .Select(text => (Text: text, Json: Yaml.Read(text)))
            .Where(document => document.Json.Count > 0)
            .Select(document => new RenderedObject(document.Text, document.Json)),
    ];
}
