using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Controllers.Garbage;

/// <summary>Owner references: deletes what no owner is left of, and carries out foreground and orphaning deletions.</summary>
internal sealed class GarbageCollector(ClusterContext context) : IWorker
{
    private const string Foreground = "foregroundDeletion";
    private const string Orphan = "orphan";

    private readonly Dictionary<string, ResourceKind> kinds = [];
    private readonly Dictionary<string, ObjectKey> work = [];

    public void Observe(StoreEvent change)
    {
        JsonObject item = change.Object;
        lock (kinds) kinds[KindKey(change.Kind.ApiVersion, change.Kind.Kind)] = change.Kind;
        if (change.Type == "DELETED")
        {
            foreach (ObjectKey dependant in context.Cache.Dependants(item.Uid())) Add(dependant);
            foreach (JsonObject owner in item.Items("metadata", "ownerReferences")) AddOwner(owner, item.Namespace());
        }
        else if (item.At("metadata", "ownerReferences") is not null || item.IsDeleting())
        {
            Add(new ObjectKey(change.Kind, item.Namespace(), item.Name()));
        }
    }

    public void Process(string key)
    {
        ObjectKey target;
        lock (work)
        {
            if (!work.Remove(key, out target)) return;
        }

        if (context.Cache.Get(target) is not { } item) return;
        if (item.IsDeleting())
        {
            if (item.HasFinalizer(Orphan)) Release(target.Kind, item);
            if (item.HasFinalizer(Foreground)) DeleteDependants(target.Kind, item);
        }
        else
        {
            CheckOwners(target.Kind, item);
        }
    }

    private void CheckOwners(ResourceKind kind, JsonObject item)
    {
        var dangling = new HashSet<string>();
        var waiting = new HashSet<string>();
        JsonObject[] owners = [.. item.Items("metadata", "ownerReferences")];
        foreach (JsonObject reference in owners)
        {
            string uid = reference.Text("uid")!;
            if (!TryFind(reference, item.Namespace(), out JsonObject? owner)) continue;
            if (owner is null) dangling.Add(uid);
            else if (owner.IsDeleting() && owner.HasFinalizer(Foreground)) waiting.Add(uid);
        }

        int solid = owners.Length - dangling.Count - waiting.Count;
        if (dangling.Count + waiting.Count == 0) return;
        if (solid > 0) context.Update(kind, item, latest => RemoveOwners(latest, uid => dangling.Contains(uid) || waiting.Contains(uid)));
        else context.Delete(kind, item, waiting.Count > 0 && context.Cache.Dependants(item.Uid()).Count > 0 ? Propagation.Foreground : Propagation.Background);
    }

    private void DeleteDependants(ResourceKind kind, JsonObject item)
    {
        ObjectKey[] blocking = [.. context.Cache.Dependants(item.Uid()).Where(dependant => Blocks(dependant, item.Uid()))];
        foreach (ObjectKey dependant in context.Cache.Dependants(item.Uid())) Add(dependant);
        if (blocking.Length == 0) context.Update(kind, item, latest => latest.RemoveFinalizer(Foreground));
    }

    private bool Blocks(ObjectKey dependant, string ownerUid) => context.Cache.Get(dependant) is { } item
        && item.Items("metadata", "ownerReferences").Any(owner => owner.Text("uid") == ownerUid && owner.Flag("blockOwnerDeletion"));

    private void Release(ResourceKind kind, JsonObject item)
    {
        string uid = item.Uid();
        foreach (ObjectKey dependant in context.Cache.Dependants(uid))
        {
            if (context.Cache.Get(dependant) is { } owned) context.Update(dependant.Kind, owned, latest => RemoveOwners(latest, other => other == uid));
        }

        context.Update(kind, item, latest => latest.RemoveFinalizer(Orphan));
    }

    private static void RemoveOwners(JsonObject item, Func<string, bool> remove)
    {
        JsonNode[] left = [.. item.Items("metadata", "ownerReferences").Where(owner => !remove(owner.Text("uid")!)).Select(owner => owner.DeepClone())];
        if (left.Length == 0) item.Ensure("metadata").Remove("ownerReferences");
        else item.Ensure("metadata")["ownerReferences"] = new JsonArray(left);
    }

    /// <summary>false: nobody knows the owner's kind, so nothing is concluded from its absence.</summary>
    private bool TryFind(JsonObject reference, string? @namespace, out JsonObject? owner)
    {
        owner = null;
        ResourceKind? kind;
        lock (kinds)
        {
            if (!kinds.TryGetValue(KindKey(reference.Text("apiVersion")!, reference.Text("kind")!), out kind)) return false;
        }

        string? place = kind.Namespaced ? @namespace : null;
        string name = reference.Text("name")!;
        owner = context.Cache.Get(kind, place, name);
        if (owner?.Uid() != reference.Text("uid")) owner = context.Store.Get(kind, place, name);
        if (owner?.Uid() != reference.Text("uid")) owner = null;
        return true;
    }

    private void AddOwner(JsonObject reference, string? @namespace)
    {
        ResourceKind? kind;
        lock (kinds)
        {
            if (!kinds.TryGetValue(KindKey(reference.Text("apiVersion")!, reference.Text("kind")!), out kind)) return;
        }

        if (context.Cache.Get(kind, kind.Namespaced ? @namespace : null, reference.Text("name")!) is { } owner && owner.IsDeleting())
            Add(new ObjectKey(kind, owner.Namespace(), owner.Name()));
    }

    private void Add(ObjectKey target)
    {
        string key = $"{target.Kind.Group}/{target.Kind.Plural}/{target.Namespace}/{target.Name}";
        lock (work) work[key] = target;
        context.Queue.Add(this, key);
    }

    private static string KindKey(string apiVersion, string kind) => $"{apiVersion} {kind}";
}
