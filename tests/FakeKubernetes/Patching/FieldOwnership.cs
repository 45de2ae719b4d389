using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Patching;

/// <summary>Which manager owns which leaf, once someone has applied.</summary>
internal static class FieldOwnership
{
    public static bool Tracks(JsonArray entries) => entries.OfType<JsonObject>().Any(entry => entry.Text("operation") == "Apply");

    public static JsonArray Updated(JsonObject next, JsonObject current, string? subresource, WriteOptions write, string now) =>
        next.Map("metadata").Items("managedFields")!.DeepClone().AsArray();
}
