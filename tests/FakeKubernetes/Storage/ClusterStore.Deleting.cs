using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;

namespace RL4VLM.FakeKubernetes.Storage;

public sealed partial class ClusterStore
{
    private const string Foreground = "foregroundDeletion";
    private const string Orphan = "orphan";

    /// <summary>Deletes, or marks what has finalizers or a grace period.</summary>
    /// <returns>The last state, and whether it is gone.</returns>
    /// <exception cref="ApiException">404; 409 when a precondition fails.</exception>
    public (StoredObject Object, bool Gone) Delete(KindInfo info, string? @namespace, string name, DeleteOptions delete)
    {
        (StoredObject, bool) result;
        lock (gate) result = DeleteLocked(info, @namespace, name, delete);
        Announce();
        return result;
    }

    private (StoredObject Object, bool Gone) DeleteLocked(KindInfo info, string? @namespace, string name, DeleteOptions delete)
    {
        StoredObject current = Find(info, @namespace, name) ?? throw ApiErrors.NotFound(info, name);
        CheckPreconditions(info, current, delete);
        JsonObject next = current.Copy();
        JsonObject metadata = next.Map("metadata")!;
        bool marked = metadata.Text("deletionTimestamp") is not null;
        long grace = GracePeriod(info, next, delete);
        SetFinalizers(info, metadata, delete.Propagation, marked);

        bool content = info.Kind == ResourceKind.Namespaces && MarkTerminating(next, name);
        if (!content && grace == 0 && metadata.Items("finalizers") is null or { Count: 0 })
        {
            return delete.DryRun ? (current, true) : (Remove(info, next, current), true);
        }

        if (!marked || grace < metadata.Number("deletionGracePeriodSeconds"))
        {
            metadata["deletionTimestamp"] = Clock.GetUtcNow().AddSeconds(grace).Rfc3339();
            metadata["deletionGracePeriodSeconds"] = grace;
            if (!marked && metadata.Number("generation") is long generation and > 0) metadata["generation"] = generation + 1;
        }

        if (delete.DryRun || JsonNode.DeepEquals(next, current.Document)) return (current, false);
        StoredObject result = Commit(info, EventTypes.Modified, next, current);
        if (content && !marked) DeleteContent(name);
        return (result, content && Find(info, null, name) is null);
    }

    private static void CheckPreconditions(KindInfo info, StoredObject current, DeleteOptions delete)
    {
        if (delete.Uid is { Length: > 0 } uid && uid != current.Uid) throw ApiErrors.Precondition(info, current.Key.Name, "UID", uid, current.Uid);
        string found = current.Version.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (delete.ResourceVersion is { Length: > 0 } wanted && wanted != found)
        {
            throw ApiErrors.Precondition(info, current.Key.Name, "ResourceVersion", wanted, found);
        }
    }

    /// <summary>Only a pod on a node is given time; a later deletion can only shorten it.</summary>
    private static long GracePeriod(KindInfo info, JsonObject document, DeleteOptions delete)
    {
        if (info.Kind != ResourceKind.Pods) return 0;
        if (string.IsNullOrEmpty(document.At("spec", "nodeName").AsText()) || document.At("status", "phase").AsText() is "Succeeded" or "Failed") return 0;
        if (delete.GracePeriodSeconds is long asked) return asked < 0 ? 1 : asked;
        return document.At("spec", "terminationGracePeriodSeconds").AsNumber() ?? 30;
    }

    private static void SetFinalizers(KindInfo info, JsonObject metadata, Propagation? asked, bool marked)
    {
        if (asked is null && marked) return;
        List<string> finalizers = [.. (metadata.Items("finalizers") ?? []).Select(item => item.AsText() ?? "")];
        bool decided = asked is null && finalizers.Exists(name => name is Foreground or Orphan);
        if (!decided)
        {
            finalizers.RemoveAll(name => name is Foreground or Orphan);
            Propagation propagation = asked ?? info.DefaultPropagation;
            if (propagation == Propagation.Foreground) finalizers.Add(Foreground);
            if (propagation == Propagation.Orphan) finalizers.Add(Orphan);
        }

        if (finalizers.Count == 0) metadata.Remove("finalizers");
        else metadata["finalizers"] = new JsonArray([.. finalizers.Select(name => (JsonNode)name)]);
    }

    private StoredObject Remove(KindInfo info, JsonObject last, StoredObject current)
    {
        StoredObject removed = Commit(info, EventTypes.Deleted, last, current);
        if (info.Kind == ResourceKind.Definitions) RemoveCustomResources(last);
        if (info.Kind.Namespaced) RemoveNamespaceWhenEmpty(current.Key.Namespace);
        return removed;
    }

    private void RemoveCustomResources(JsonObject definition)
    {
        string group = definition.At("spec", "group").AsText()!;
        string plural = definition.At("spec", "names", "plural").AsText()!;
        KindInfo? info = Kinds.All.FirstOrDefault(info => info.Kind.Group == group && info.Kind.Plural == plural && info.IsCustom);
        if (info is null) return;
        foreach (StoredObject item in CollectionOf(info).Objects.Values) Commit(info, EventTypes.Deleted, item.Copy(), item);
        foreach (Watch watch in CollectionOf(info).Watches) watch.Close();
        Kinds.RemoveAll(group, plural);
    }

    private bool MarkTerminating(JsonObject space, string name)
    {
        bool content = ContentOf(name).Any();
        if (content) space.Ensure("status")["phase"] = "Terminating";
        return content;
    }

    private void DeleteContent(string name)
    {
        foreach ((KindInfo info, StoredObject item) in ContentOf(name).ToList())
        {
            if (Find(info, name, item.Key.Name) is not null) DeleteLocked(info, name, item.Key.Name, new DeleteOptions { Propagation = Propagation.Background });
        }
    }

    private void RemoveNamespaceWhenEmpty(string name)
    {
        KindInfo namespaces = Kinds.Get(ResourceKind.Namespaces);
        if (Find(namespaces, null, name) is { } space && space.Document.At("metadata", "deletionTimestamp") is not null && !ContentOf(name).Any())
        {
            Remove(namespaces, space.Copy(), space);
        }
    }

    private IEnumerable<(KindInfo Info, StoredObject Item)> ContentOf(string name) =>
        from info in Kinds.All
        where info.Kind.Namespaced
        from item in CollectionOf(info).Objects.Values
        where item.Key.Namespace == name
        select (info, item);
}
