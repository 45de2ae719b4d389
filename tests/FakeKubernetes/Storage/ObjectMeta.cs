using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;

namespace RL4VLM.FakeKubernetes.Storage;

/// <summary>The rules of metadata.</summary>
internal static class ObjectMeta
{
    private static readonly string[] System = ["uid", "name", "namespace", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "resourceVersion", "managedFields"];

    /// <summary>kind, apiVersion and metadata come first, so that lists of built-in kinds can leave the first two out.</summary>
    public static void PlaceFirst(JsonObject document, KindInfo info)
    {
        if (document.Count < 3 || document.GetAt(0).Key != "kind" || document.GetAt(1).Key != "apiVersion" || document.GetAt(2).Key != "metadata" || document.Text("kind") != info.Kind.Kind || document.Text("apiVersion") != info.Kind.ApiVersion)
        {
            JsonNode? metadata = document.Member("metadata");
            document.Remove("kind");
            document.Remove("apiVersion");
            document.Remove("metadata");
            document.Insert(0, "kind", info.Kind.Kind);
            document.Insert(1, "apiVersion", info.Kind.ApiVersion);
            document.Insert(2, "metadata", metadata as JsonObject ?? []);
        }
        else if (document[2] is not JsonObject)
        {
            document[2] = new JsonObject();
        }
    }

    /// <summary>The namespace that must exist; null for a cluster-scoped object.</summary>
    public static string? SetNamespace(JsonObject metadata, KindInfo info, string? @namespace)
    {
        if (!info.Kind.Namespaced)
        {
            metadata.Remove("namespace");
            return null;
        }

        if (string.IsNullOrEmpty(@namespace)) throw ApiErrors.BadRequest("an empty namespace may not be set during creation");
        metadata["namespace"] = @namespace;
        return @namespace;
    }

    public static void PrepareNew(JsonObject metadata, string uid, string now, Func<string> suffix)
    {
        foreach (string key in (ReadOnlySpan<string>)["resourceVersion", "selfLink", "deletionTimestamp", "deletionGracePeriodSeconds", "generation"]) metadata.Remove(key);
        if (string.IsNullOrEmpty(metadata.Text("name")) && metadata.Text("generateName") is { Length: > 0 } prefix)
        {
            metadata["name"] = (prefix.Length > 58 ? prefix[..58] : prefix) + suffix();
        }

        metadata["uid"] = uid;
        metadata["creationTimestamp"] = now;
    }

    /// <summary>The cluster's own controllers may give a status with a new object.</summary>
    public static bool ClusterWrites(WriteOptions write) => write.User.Length == 0;

    public static void CheckPreconditions(KindInfo info, StoredObject current, JsonObject metadata)
    {
        if (metadata.Text("uid") is { Length: > 0 } uid && uid != current.Uid) throw ApiErrors.Precondition(info, current.Key.Name, "UID", uid, current.Uid);
        if (metadata.Text("resourceVersion") is { Length: > 0 } wanted && wanted != current.Version.ToString(global::System.Globalization.CultureInfo.InvariantCulture))
        {
            throw ApiErrors.Conflict(info, current.Key.Name);
        }

        if (metadata.Text("name") is { } name && name != current.Key.Name) throw Renamed(current, "name", name);
        if (metadata.Text("namespace") is { Length: > 0 } space && space != current.Key.Namespace) throw Renamed(current, "namespace", space);
    }

    public static void KeepSystemFields(JsonObject metadata, JsonObject old)
    {
        foreach (string key in System)
        {
            JsonNode? kept = old.Member(key);
            if (kept is null) metadata.Remove(key);
            else if (!JsonNode.DeepEquals(metadata.Member(key), kept)) metadata[key] = kept.DeepClone();
        }

        metadata.Remove("selfLink");
    }

    public static void Validate(KindInfo info, JsonObject metadata, JsonObject? old, FieldErrors errors)
    {
        string name = metadata.Text("name") ?? "";
        if (old is null)
        {
            if (name.Length == 0) errors.Required("metadata.name", "name or generateName is required");
            else NameRules.Check(info.NameRule, name, "metadata.name", errors);
        }

        NameRules.Labels(metadata.Member("labels"), "metadata.labels", errors);
        NameRules.Annotations(metadata.Member("annotations"), "metadata.annotations", errors);
        OwnerReferences(metadata, errors);
        foreach (JsonNode? finalizer in metadata.Items("finalizers") ?? [])
        {
            string text = finalizer.AsText() ?? "";
            NameRules.QualifiedName(text, "metadata.finalizers", errors);
        }

        if (old.Text("deletionTimestamp") is null) return;
        JsonArray before = old.Items("finalizers") ?? [];
        string[] added = [.. (metadata.Items("finalizers") ?? []).Select(item => item.AsText() ?? "").Except(before.Select(item => item.AsText() ?? ""))];
        if (added.Length > 0)
        {
            errors.Forbidden("metadata.finalizers",
                $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{string.Join(", ", added.Select(text => $"\"{text}\""))}}}");
        }
    }

    /// <summary>The new generation, when the desired state has changed.</summary>
    public static long? Generation(KindInfo info, JsonObject next, JsonObject old)
    {
        if (!info.HasGeneration && !info.IsCustom) return null;
        bool changed = info.IsCustom
            ? !Desired(next, info).SequenceEqual(Desired(old, info), DesiredComparer.Instance)
            : !JsonExtensions.Same(next.Member("spec"), old.Member("spec"));
        return changed ? (old.At("metadata", "generation").AsNumber() ?? 0) + 1 : null;
    }

    /// <summary>Being deleted, with nothing left to wait for: a pod with a grace period waits for its kubelet, whatever becomes of its finalizers.</summary>
    public static bool IsGone(JsonObject metadata) =>
        metadata.Text("deletionTimestamp") is not null && metadata.Items("finalizers") is null or { Count: 0 } && (metadata.Number("deletionGracePeriodSeconds") ?? 0) == 0;

    private static void OwnerReferences(JsonObject metadata, FieldErrors errors)
    {
        int index = 0;
        int controllers = 0;
        foreach (JsonObject owner in metadata.Maps("ownerReferences"))
        {
            string path = $"metadata.ownerReferences[{index++}]";
            foreach (string key in (ReadOnlySpan<string>)["apiVersion", "kind", "name", "uid"])
            {
                if (string.IsNullOrEmpty(owner.Text(key))) errors.Invalid($"{path}.{key}", owner.Text(key) ?? "", $"{key} must not be empty");
            }

            if (owner.Flag("controller") == true && ++controllers > 1)
            {
                errors.Invalid("metadata.ownerReferences", metadata.Items("ownerReferences")?.DeepClone(), "Only one reference can have Controller set to true");
            }
        }
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Desired(JsonObject document, KindInfo info) =>
        document.Where(member => member.Key != "metadata" && !(info.HasStatus && member.Key == "status")).OrderBy(member => member.Key, StringComparer.Ordinal);

    private static ApiException Renamed(StoredObject current, string what, string given) => ApiErrors.BadRequest(
        $"the {what} of the object ({given}) does not match the {what} on the URL ({(what == "name" ? current.Key.Name : current.Key.Namespace)})");

    private sealed class DesiredComparer : IEqualityComparer<KeyValuePair<string, JsonNode?>>
    {
        public static readonly DesiredComparer Instance = new();

        public bool Equals(KeyValuePair<string, JsonNode?> left, KeyValuePair<string, JsonNode?> right) =>
            left.Key == right.Key && JsonNode.DeepEquals(left.Value, right.Value);

        public int GetHashCode(KeyValuePair<string, JsonNode?> member) => member.Key.GetHashCode(StringComparison.Ordinal);
    }
}
