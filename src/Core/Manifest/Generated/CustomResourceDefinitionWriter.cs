using System.Globalization;
using System.Text.Json.Nodes;
using RL4VLM.Core.Manifest.Schema;

namespace RL4VLM.Core.Manifest.Generated;

/// <summary>The CustomResourceDefinition <c>rl4vlmruns.rl4vlm.io</c> (apiextensions.k8s.io/v1).</summary>
public static class CustomResourceDefinitionWriter
{
    public const string Plural = RunManifest.Plural;

    public const string ShortName = "vlmrun";

    public static JsonObject Write() => new()
    {
        ["apiVersion"] = "apiextensions.k8s.io/v1",
        ["kind"] = "CustomResourceDefinition",
        ["metadata"] = new JsonObject { ["name"] = $"{Plural}.{RunManifest.Group}" },
        ["spec"] = new JsonObject
        {
            ["group"] = RunManifest.Group,
            ["scope"] = "Namespaced",
            ["names"] = new JsonObject
            {
                ["kind"] = RunManifest.KindName,
                ["listKind"] = $"{RunManifest.KindName}List",
                ["plural"] = Plural,
                ["singular"] = "rl4vlmrun",
                ["shortNames"] = new JsonArray(ShortName),
                ["categories"] = new JsonArray("all"),
            },
            ["versions"] = new JsonArray(new JsonObject
            {
                ["name"] = RunManifest.Version,
                ["served"] = true,
                ["storage"] = true,
                ["subresources"] = new JsonObject { ["status"] = new JsonObject() },
                ["additionalPrinterColumns"] = new JsonArray(
                    Column("Phase", "string", ".status.phase"),
                    Column("Iteration", "integer", ".status.iteration"),
                    Column("Success", "number", ".status.success"),
                    Column("Best", "number", ".status.best"),
                    Column("Restarts", "integer", ".status.restarts"),
                    Column("Age", "date", ".metadata.creationTimestamp")),
                ["schema"] = new JsonObject { ["openAPIV3Schema"] = Schema() },
            }),
        },
    };

    private static JsonObject Column(string name, string type, string path) => new() { ["name"] = name, ["type"] = type, ["jsonPath"] = path };

    private static JsonObject Schema()
    {
        var writer = new SchemaWriter(SchemaDialect.Kubernetes);
        ManifestField spec = ManifestSchema.Root.Find("spec")!;
        return new JsonObject
        {
            ["description"] = "A training run of a vision-language model by reinforcement learning.",
            ["type"] = "object",
            ["required"] = new JsonArray("metadata", "spec"),
            ["properties"] = new JsonObject
            {
                ["apiVersion"] = new JsonObject { ["type"] = "string" },
                ["kind"] = new JsonObject { ["type"] = "string" },
                // Named here so that the rule below may point to it.
                ["metadata"] = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["name"] = new JsonObject { ["type"] = "string" } } },
                ["spec"] = writer.Write(spec.Shape, spec.Description),
                ["status"] = writer.Write(ManifestSchema.OfRecord(typeof(RunStatus)), "What the operator knows of the run."),
            },
            ["x-kubernetes-validations"] = new JsonArray([NameRule(), .. ImmutabilityRules.All()]),
        };
    }

    private static JsonObject NameRule()
    {
        var metadata = (ObjectShape)ManifestSchema.Root.Find("metadata")!.Shape;
        var name = (TextShape)metadata.Find("name")!.Shape;
        string length = name.MaximumLength.ToString(CultureInfo.InvariantCulture);
        return SchemaWriter.Rule($"self.metadata.name.size() <= {length} && self.metadata.name.matches('{name.Pattern}')", $"must be {Allowed.Of(name)}", "metadata.name");
    }
}
