using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;

namespace RL4VLM.FakeKubernetes.Storage;

/// <summary>Who has written what: one entry per manager, operation and subresource. An update's fields are kept one or two levels
/// deep only; server-side apply, which needs every leaf, brings its own entries.</summary>
internal static class ManagedFields
{
    public static void Record(KindInfo info, JsonObject next, JsonObject? current, string? subresource, WriteOptions write, string now)
    {
        JsonObject metadata = next.Map("metadata")!;
        if (write.ManagedFields is { } applied)
        {
            write.ManagedFields = null;
            metadata["managedFields"] = applied;
            return;
        }

        JsonObject fields = Changed(next, current);
        JsonArray entries = metadata.Items("managedFields") ?? [];
        if (fields.Count == 0) return;
        if (current is not null && Patching.FieldOwnership.Tracks(entries))
        {
            metadata["managedFields"] = Patching.FieldOwnership.Updated(info, next, current, subresource, write, now);
            return;
        }

        JsonObject? entry = entries.OfType<JsonObject>().FirstOrDefault(entry => entry.Text("manager") == write.FieldManager
            && entry.Text("operation") == "Update" && entry.Text("subresource") == subresource);
        if (entry is null)
        {
            entry = NewEntry(write.FieldManager, "Update", next.Text("apiVersion")!, subresource);
            entries.Add((JsonNode)entry);
            if (entries.Parent is null) metadata["managedFields"] = entries;
        }

        entry["time"] = now;
        Union(entry.Ensure("fieldsV1"), fields);
    }

    public static bool Same(JsonObject left, JsonObject right)
    {
        JsonArray? before = right.Map("metadata").Items("managedFields");
        JsonArray? after = left.Map("metadata").Items("managedFields");
        return before?.Count == after?.Count && (before ?? []).Zip(after ?? []).All(pair => SameButTime(pair.First, pair.Second));
    }

    public static JsonObject NewEntry(string manager, string operation, string apiVersion, string? subresource)
    {
        var entry = new JsonObject { ["manager"] = manager, ["operation"] = operation, ["apiVersion"] = apiVersion, ["time"] = "", ["fieldsType"] = "FieldsV1", ["fieldsV1"] = new JsonObject() };
        if (subresource is not null) entry["subresource"] = subresource;
        return entry;
    }

    private static bool SameButTime(JsonNode? left, JsonNode? right)
    {
        foreach (string key in (ReadOnlySpan<string>)["manager", "operation", "apiVersion", "subresource", "fieldsV1"])
        {
            if (!JsonNode.DeepEquals(left.Member(key), right.Member(key))) return false;
        }

        return true;
    }

    private static JsonObject Changed(JsonObject next, JsonObject? current)
    {
        JsonObject fields = [];
        foreach ((string key, JsonNode? value) in next)
        {
            if (key is "kind" or "apiVersion" or "metadata") continue;
            if (!JsonNode.DeepEquals(value, current.Member(key))) fields[$"f:{key}"] = new JsonObject();
        }

        JsonObject metadata = [];
        foreach (string key in (ReadOnlySpan<string>)["labels", "annotations", "ownerReferences", "finalizers"])
        {
            if (!JsonNode.DeepEquals(next.At("metadata", key), current.At("metadata", key))) metadata[$"f:{key}"] = new JsonObject();
        }

        if (metadata.Count > 0) fields["f:metadata"] = metadata;
        return fields;
    }

    private static void Union(JsonObject into, JsonObject fields)
    {
        foreach ((string key, JsonNode? value) in fields) Union(into.Ensure(key), (JsonObject)value!);
    }
}
