using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Patching;

/// <summary>Which manager owns which leaf. Leaves are followed from the first apply on; what an entry of before holds in one piece then counts as
/// every leaf below it.</summary>
internal sealed class FieldOwnership
{
    private FieldOwnership(JsonObject entry, HashSet<string> paths) => (Entry, Paths) = (entry, paths);

    public JsonObject Entry { get; }

    public HashSet<string> Paths { get; }

    public bool Is(string manager, string operation, string? subresource) =>
        Entry.Text("manager") == manager && Entry.Text("operation") == operation && Entry.Text("subresource") == subresource;

    /// <summary>Whether someone has applied, so that leaves are followed.</summary>
    public static bool Tracks(JsonArray entries) => entries.OfType<JsonObject>().Any(entry => entry.Text("operation") == "Apply");

    public static List<FieldOwnership> Read(JsonArray? entries, Dictionary<string, JsonNode?> leaves)
    {
        var result = new List<FieldOwnership>();
        foreach (JsonObject entry in entries?.OfType<JsonObject>() ?? [])
        {
            var stored = new HashSet<string>();
            Decode(entry.Map("fieldsV1") ?? [], "", stored);
            var expanded = new HashSet<string>();
            foreach (string path in stored)
            {
                if (leaves.ContainsKey(path) || entry.Text("operation") == "Apply") expanded.Add(path);
                else expanded.UnionWith(leaves.Keys.Where(leaf => IsBelow(leaf, path)));
            }

            result.Add(new FieldOwnership(entry.Copy(), expanded));
        }

        return result;
    }

    /// <summary>The entry of a manager, added when there is none.</summary>
    public static FieldOwnership Ensure(List<FieldOwnership> all, string manager, string operation, string apiVersion, string? subresource)
    {
        FieldOwnership? own = all.Find(entry => entry.Is(manager, operation, subresource));
        if (own is null) all.Add(own = new FieldOwnership(ManagedFields.NewEntry(manager, operation, apiVersion, subresource), []));
        return own;
    }

    public static JsonArray Write(IEnumerable<FieldOwnership> all)
    {
        var entries = new JsonArray();
        foreach (FieldOwnership owner in all.Where(owner => owner.Paths.Count > 0))
        {
            owner.Entry["fieldsV1"] = Encode(owner.Paths);
            entries.Add((JsonNode)owner.Entry);
        }

        return entries;
    }

    /// <summary>The entries after an update: what it changed is its manager's, and nobody else's.</summary>
    public static JsonArray Updated(KindInfo info, JsonObject next, JsonObject current, string? subresource, WriteOptions write, string now)
    {
        MergeSchema schema = MergeSchema.Of(info);
        Dictionary<string, JsonNode?> before = FieldLeaves.Of(current, schema);
        Dictionary<string, JsonNode?> after = FieldLeaves.Of(next, schema);
        string[] changed = [.. after.Where(leaf => !before.TryGetValue(leaf.Key, out JsonNode? old) || !JsonNode.DeepEquals(old, leaf.Value)).Select(leaf => leaf.Key)];
        string[] removed = [.. before.Keys.Where(path => !after.ContainsKey(path))];
        List<FieldOwnership> all = Read(current.Map("metadata").Items("managedFields"), before);
        FieldOwnership own = Ensure(all, write.FieldManager, "Update", info.Kind.ApiVersion, subresource);
        foreach (FieldOwnership owner in all)
        {
            if (owner != own) owner.Paths.ExceptWith(changed);
            owner.Paths.ExceptWith(removed);
        }

        own.Paths.UnionWith(changed);
        own.Entry["time"] = now;
        return Write(all);
    }

    private static bool IsBelow(string path, string parent) =>
        path.Length > parent.Length && path[parent.Length] == FieldLeaves.Separator && path.StartsWith(parent, StringComparison.Ordinal);

    private static void Decode(JsonObject fields, string prefix, HashSet<string> into)
    {
        foreach ((string key, JsonNode? value) in fields)
        {
            if (key == ".")
            {
                into.Add(prefix);
                continue;
            }

            string path = prefix.Length == 0 ? key : $"{prefix}{FieldLeaves.Separator}{key}";
            if (value is JsonObject { Count: > 0 } inner) Decode(inner, path, into);
            else into.Add(path);
        }
    }

    private static JsonObject Encode(IEnumerable<string> paths)
    {
        JsonObject root = [];
        foreach (string path in paths.Order(StringComparer.Ordinal))
        {
            JsonObject at = root;
            foreach (string element in path.Split(FieldLeaves.Separator)) at = at.Ensure(element);
            if (path[(path.LastIndexOf(FieldLeaves.Separator) + 1)..].StartsWith("k:", StringComparison.Ordinal)) at["."] = new JsonObject();
        }

        return root;
    }
}
