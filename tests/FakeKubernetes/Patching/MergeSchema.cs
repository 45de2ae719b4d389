using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Patching;

/// <summary>How a value merges: which of its lists have keys, which maps are one value.</summary>
internal abstract class MergeSchema
{
    public static MergeSchema Of(KindInfo info) =>
        info.Definition?.At("schema", "openAPIV3Schema") is JsonObject schema ? new CustomMergeSchema(schema, isRoot: true) : new BuiltInMergeSchema("", "");

    /// <summary>Keys of a keyed list's elements; empty for a set; null for a list that is one value.</summary>
    public abstract string[]? ListKeys { get; }

    public virtual bool IsAtomicMap => false;

    public abstract MergeSchema Member(string name);

    public abstract MergeSchema Item { get; }

    private sealed class BuiltInMergeSchema(string parent, string name) : MergeSchema
    {
        public override string[]? ListKeys => Patching.ListKeys.Of(parent, name);

        public override MergeSchema Item => this;

        public override bool IsAtomicMap => name is "selector" or "resourceFieldRef" or "fieldRef" or "configMapKeyRef" or "secretKeyRef";

        public override MergeSchema Member(string member) => new BuiltInMergeSchema(name, member);
    }

    private sealed class CustomMergeSchema(JsonNode? schema, bool isRoot = false) : MergeSchema
    {
        public override string[]? ListKeys => schema.Text("x-kubernetes-list-type") switch
        {
            "map" => [.. (schema.Items("x-kubernetes-list-map-keys") ?? []).Select(key => key.AsText() ?? "")],
            "set" => [],
            _ => null,
        };

        public override bool IsAtomicMap => schema.Text("x-kubernetes-map-type") == "atomic";

        public override MergeSchema Item => new CustomMergeSchema(schema.Member("items"));

        public override MergeSchema Member(string name) => isRoot && name == "metadata" ? new BuiltInMergeSchema("", "metadata")
            : new CustomMergeSchema(schema.At("properties", name) ?? schema.Member("additionalProperties"));
    }
}
