using System.Globalization;
using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Controllers;

internal readonly record struct ObjectKey(ResourceKind Kind, string? Namespace, string Name);

/// <summary>What the store told so far. The objects are shared: they are read, never changed. Thread-safe.</summary>
internal sealed class ObjectCache
{
    private readonly Lock gate = new();
    private readonly Dictionary<ResourceKind, SortedDictionary<(string, string), JsonObject>> objects = [];
    private readonly Dictionary<string, HashSet<ObjectKey>> dependants = [];
    private long lastVersion;

    public JsonObject? Get(ResourceKind kind, string? @namespace, string name)
    {
        lock (gate) return objects.TryGetValue(kind, out var map) ? map.GetValueOrDefault((@namespace ?? "", name)) : null;
    }

    public JsonObject? Get(ObjectKey key) => Get(key.Kind, key.Namespace, key.Name);

    public List<JsonObject> All(ResourceKind kind)
    {
        lock (gate) return objects.TryGetValue(kind, out var map) ? [.. map.Values] : [];
    }

    public List<ObjectKey> Dependants(string ownerUid)
    {
        lock (gate) return dependants.TryGetValue(ownerUid, out var keys) ? [.. keys] : [];
    }

    /// <summary>The objects of a kind that name the owner, in the order of their names.</summary>
    public List<JsonObject> Dependants(string ownerUid, ResourceKind kind)
    {
        lock (gate)
        {
            if (!dependants.TryGetValue(ownerUid, out var keys)) return [];
            return [.. keys.Where(key => key.Kind == kind).OrderBy(key => key.Name, StringComparer.Ordinal)
                .Select(key => objects[kind][(key.Namespace ?? "", key.Name)])];
        }
    }

    public void Apply(StoreEvent change)
    {
        lock (gate)
        {
            lastVersion = Math.Max(lastVersion, Version(change.Object));
            if (change.Type == "DELETED") Remove(change.Kind, change.Object);
            else Put(change.Kind, change.Object);
        }
    }

    /// <summary>Takes what a write of ours returned, so that the next step sees it even when its event is still on the way.</summary>
    public void Observe(ResourceKind kind, JsonObject written)
    {
        lock (gate)
        {
            if (Version(written) > lastVersion) Put(kind, written);
        }
    }

    private void Put(ResourceKind kind, JsonObject item)
    {
        if (!objects.TryGetValue(kind, out var map)) objects[kind] = map = new(ByName.Instance);
        (string, string) id = (item.Namespace() ?? "", item.Name());
        var key = new ObjectKey(kind, item.Namespace(), item.Name());
        if (map.TryGetValue(id, out JsonObject? old))
        {
            if (Version(old) >= Version(item) && old.Uid() == item.Uid()) return;
            Unlink(key, old);
        }

        map[id] = item;
        foreach (JsonObject owner in item.Items("metadata", "ownerReferences"))
        {
            if (!dependants.TryGetValue(owner.Text("uid")!, out var keys)) dependants[owner.Text("uid")!] = keys = [];
            keys.Add(key);
        }
    }

    private void Remove(ResourceKind kind, JsonObject item)
    {
        (string, string) id = (item.Namespace() ?? "", item.Name());
        if (!objects.TryGetValue(kind, out var map) || !map.TryGetValue(id, out JsonObject? old) || old.Uid() != item.Uid()) return;
        map.Remove(id);
        Unlink(new ObjectKey(kind, item.Namespace(), item.Name()), old);
    }

    private void Unlink(ObjectKey key, JsonObject old)
    {
        foreach (JsonObject owner in old.Items("metadata", "ownerReferences"))
        {
            if (!dependants.TryGetValue(owner.Text("uid")!, out var keys)) continue;
            keys.Remove(key);
            if (keys.Count == 0) dependants.Remove(owner.Text("uid")!);
        }
    }

    private static long Version(JsonObject item) =>
        long.TryParse(item.Text("metadata", "resourceVersion"), NumberStyles.None, CultureInfo.InvariantCulture, out long version) ? version : 0;

    private sealed class ByName : IComparer<(string Namespace, string Name)>
    {
        public static ByName Instance { get; } = new();

        public int Compare((string Namespace, string Name) x, (string Namespace, string Name) y) =>
            string.CompareOrdinal(x.Namespace, y.Namespace) is var order && order != 0 ? order : string.CompareOrdinal(x.Name, y.Name);
    }
}
