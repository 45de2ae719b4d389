using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Controllers;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Tests.Controllers;

/// <summary>The least that controllers need of a store.</summary>
internal sealed class MemoryStore(TimeProvider clock) : IClusterStore
{
    private readonly Lock gate = new();
    private readonly Lock telling = new();
    private readonly SortedDictionary<string, (ResourceKind Kind, JsonObject Object)> objects = new(StringComparer.Ordinal);
    private readonly Queue<StoreEvent> events = [];
    private long version;

    public event Action<StoreEvent>? Changed;

    public TimeProvider Clock => clock;

    public JsonObject? Get(ResourceKind kind, string? @namespace, string name)
    {
        lock (gate) return objects.TryGetValue(Key(kind, @namespace, name), out var found) ? Copy(found.Object) : null;
    }

    public IReadOnlyList<JsonObject> List(ResourceKind kind, string? @namespace = null)
    {
        lock (gate) return [.. objects.Values.Where(item => item.Kind == kind && (@namespace is null || item.Object.Namespace() == @namespace)).Select(item => Copy(item.Object))];
    }

    public JsonObject Create(ResourceKind kind, JsonObject body)
    {
        JsonObject created = Copy(body);
        lock (gate)
        {
            string key = Key(kind, created.Namespace(), created.Name());
            if (objects.ContainsKey(key)) throw new ApiException(409, "AlreadyExists", $"{key} already exists");
            JsonObject metadata = created.Ensure("metadata");
            metadata["uid"] = Guid.NewGuid().ToString();
            metadata["creationTimestamp"] = clock.GetUtcNow().Stamp();
            if (kind == ResourceKind.Pods) created.Ensure("status")["phase"] = "Pending";
            Put("ADDED", kind, key, created);
        }

        Tell();
        return Copy(created);
    }

    public JsonObject Update(ResourceKind kind, string? @namespace, string name, Action<JsonObject> change, bool status = false)
    {
        JsonObject result;
        lock (gate)
        {
            string key = Key(kind, @namespace, name);
            if (!objects.TryGetValue(key, out var found)) throw new ApiException(404, "NotFound", $"{key} not found");
            JsonObject changed = Copy(found.Object);
            change(changed);
            result = status ? Copy(found.Object) : changed;
            JsonNode? kept = status ? changed["status"] : found.Object["status"];
            result["status"] = kept?.DeepClone();
            result.Ensure("metadata")["resourceVersion"] = found.Object.Text("metadata", "resourceVersion");
            if (!JsonNode.DeepEquals(result, found.Object))
            {
                if (result.IsDeleting() && !result.Texts("metadata", "finalizers").Any()) Remove(kind, key, result);
                else Put("MODIFIED", kind, key, result);
            }
        }

        Tell();
        return Copy(result);
    }

    public void Delete(ResourceKind kind, string? @namespace, string name, Propagation propagation = Propagation.Background, string? uid = null)
    {
        lock (gate)
        {
            string key = Key(kind, @namespace, name);
            if (!objects.TryGetValue(key, out var found)) throw new ApiException(404, "NotFound", $"{key} not found");
            if (uid is not null && found.Object.Uid() != uid) throw new ApiException(409, "Conflict", $"{key} has another uid");
            JsonObject deleted = Copy(found.Object);
            if (propagation != Propagation.Background && !deleted.IsDeleting()) deleted.AddFinalizer(propagation == Propagation.Foreground ? "foregroundDeletion" : "orphan");
            if (!deleted.Texts("metadata", "finalizers").Any())
            {
                Remove(kind, key, deleted);
            }
            else if (!deleted.IsDeleting())
            {
                deleted.Ensure("metadata")["deletionTimestamp"] = clock.GetUtcNow().Stamp();
                Put("MODIFIED", kind, key, deleted);
            }
        }

        Tell();
    }

    private void Put(string type, ResourceKind kind, string key, JsonObject item)
    {
        item.Ensure("metadata")["resourceVersion"] = $"{++version}";
        objects[key] = (kind, item);
        events.Enqueue(new StoreEvent(type, kind, Copy(item)));
    }

    private void Remove(ResourceKind kind, string key, JsonObject item)
    {
        item.Ensure("metadata")["resourceVersion"] = $"{++version}";
        objects.Remove(key);
        events.Enqueue(new StoreEvent("DELETED", kind, Copy(item)));
    }

    private void Tell()
    {
        lock (telling)
        {
            while (true)
            {
                StoreEvent? next;
                lock (gate)
                {
                    if (!events.TryDequeue(out next)) return;
                }

                Changed?.Invoke(next);
            }
        }
    }

    private static JsonObject Copy(JsonObject item) => (JsonObject)item.DeepClone();

    private static string Key(ResourceKind kind, string? @namespace, string name) => $"{kind.Group}/{kind.Plural}/{@namespace}/{name}";
}
