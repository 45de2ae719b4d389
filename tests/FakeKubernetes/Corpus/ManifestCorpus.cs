using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;

namespace RL4VLM.FakeKubernetes.Corpus;

/// <param name="Name">A DNS label.</param>
/// <param name="Manifest">The whole manifest.</param>
/// <param name="Paths">Where it is wrong; empty for a valid one.</param>
/// <param name="Message">What a rule between fields says there; null for other mistakes.</param>
public sealed record CorpusManifest(string Name, JsonObject Manifest, IReadOnlyList<string> Paths, string? Message)
{
    public override string ToString() => Name;
}

/// <summary>Manifests that are right or wrong, for the command line, the schema and a cluster alike; the YAML files beside this one say what they are.
/// Every property gives fresh copies.</summary>
public static class ManifestCorpus
{
    public static JsonObject Least => Load("least");

    /// <summary>Uses every part of the schema.</summary>
    public static JsonObject Full => Load("full");

    public static IReadOnlyList<CorpusManifest> Right => Entries("right", Least);

    public static IReadOnlyList<CorpusManifest> Wrong => Entries("wrong", Least);

    /// <summary>What <see cref="Full"/> may and may not become once its run has started.</summary>
    public static IReadOnlyList<CorpusManifest> Updates => Entries("updates", Full);

    /// <summary>A JSON merge patch (RFC 7386).</summary>
    public static JsonNode? Patch(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes) return patch?.DeepClone();
        JsonObject result = target is JsonObject fields ? (JsonObject)fields.DeepClone() : [];
        foreach ((string name, JsonNode? change) in changes)
        {
            if (change is null) result.Remove(name);
            else result[name] = Patch(result[name], change);
        }

        return result;
    }

    private static CorpusManifest[] Entries(string name, JsonObject manifest) => [.. Load(name)["manifests"]!.AsArray().Select((entry, index) => new CorpusManifest(
        (string?)entry!["name"] ?? $"{name}-{index}",
        (JsonObject)Patch(manifest, entry["set"])!,
        [.. (entry["paths"] as JsonArray ?? []).Select(path => (string)path!)],
        (string?)entry["message"]))];

    private static JsonObject Load(string name)
    {
        using Stream stream = typeof(ManifestCorpus).Assembly.GetManifestResourceStream($"RL4VLM.FakeKubernetes.Corpus.{name}.yaml") ?? throw new FileNotFoundException($"{name}.yaml");
        using var reader = new StreamReader(stream);
        return YamlText.Documents(reader.ReadToEnd()).Single();
    }
}
