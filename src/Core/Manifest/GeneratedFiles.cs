using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using RL4VLM.Core.Manifest.Generated;
using RL4VLM.Core.Manifest.Schema;
using RL4VLM.Core.Telemetry;

namespace RL4VLM.Core.Manifest;

/// <summary>What is generated from the manifest's types and the telemetry table. The repository holds a copy of each; a test compares them.</summary>
public static class GeneratedFiles
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Path in the repository and text of every file.</summary>
    public static IReadOnlyDictionary<string, Func<string>> All { get; } = new SortedDictionary<string, Func<string>>(StringComparer.Ordinal)
    {
        ["charts/rl4vlm/files/crd.yaml"] = Crd,
        ["docs/crd.yaml"] = Crd,
        ["docs/manifest.md"] = ManifestDoc,
        ["docs/manifest.schema.json"] = JsonSchema,
        ["docs/telemetry.md"] = TelemetryReferenceWriter.Write,
    };

    /// <summary>The CustomResourceDefinition, YAML.</summary>
    public static string Crd() => "# Generated from src/Core/Manifest by `rl4vlm crd`.\n" + YamlWriter.Write(CustomResourceDefinitionWriter.Write());

    /// <summary>The manifest reference, Markdown.</summary>
    public static string ManifestDoc() => ManifestReferenceWriter.Write();

    /// <summary>JSON Schema (draft 7) of a manifest, for editors. Rules between fields are not in it.</summary>
    public static string JsonSchema()
    {
        var schema = new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = RunManifest.KindName,
        };
        foreach ((string name, JsonNode? value) in new SchemaWriter(SchemaDialect.Editor).Write(ManifestSchema.Root)) schema[name] = value?.DeepClone();
        return schema.ToJsonString(Indented) + "\n";
    }
}
