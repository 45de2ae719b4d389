using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Patching;

/// <summary>Server-side apply: the configuration is all that its manager wants; what others own with another value is a conflict, and what the manager
/// no longer wants goes when nobody else owns it.</summary>
internal sealed class ServerSideApply(KindInfo info, JsonObject config, WriteOptions write, string? subresource, bool force, string now)
{
    private readonly MergeSchema schema = MergeSchema.Of(info);

    /// <summary>The object after the apply; its managedFields go with <paramref name="current"/>'s write.</summary>
    public JsonObject To(JsonObject? current)
    {
        JsonObject wanted = Wanted();
        JsonObject target = current ?? new JsonObject { ["metadata"] = new JsonObject { ["name"] = config.At("metadata", "name")?.DeepClone() } };
        Dictionary<string, JsonNode?> before = FieldLeaves.Of(current, schema);
        Dictionary<string, JsonNode?> applied = FieldLeaves.Of(wanted, schema);
        List<FieldOwnership> all = FieldOwnership.Read(current?.Map("metadata").Items("managedFields"), before);
        FieldOwnership own = FieldOwnership.Ensure(all, write.FieldManager, "Apply", info.Kind.ApiVersion, subresource);
        FieldOwnership[] others = [.. all.Where(owner => owner != own)];
        Settle(others, before, applied);

        if (config.At("metadata", "resourceVersion") is { } version) target.Map("metadata")!["resourceVersion"] = version.DeepClone();
        if (config.At("metadata", "uid") is { } uid) target.Map("metadata")!["uid"] = uid.DeepClone();
        ApplyMerge.Merge(target, wanted, schema);
        // Shorter paths first: an element goes as a whole before its key does.
        foreach (string path in own.Paths.Except(applied.Keys).OrderBy(path => path.Length))
        {
            if (!others.Any(other => other.Paths.Any(owned => owned == path || owned.StartsWith(path + FieldLeaves.Separator, StringComparison.Ordinal))))
            {
                ApplyMerge.Remove(target, path.Split(FieldLeaves.Separator));
            }
        }

        own.Paths.Clear();
        own.Paths.UnionWith(applied.Keys);
        own.Entry["time"] = now;
        own.Entry["apiVersion"] = info.Kind.ApiVersion;
        write.ManagedFields = FieldOwnership.Write(all);
        return target;
    }

    public static ApiException Refused(string field, string detail)
    {
        var errors = new FieldErrors();
        errors.Required(field, detail);
        return ApiErrors.Invalid(new KindInfo(new ResourceKind("meta.k8s.io", "v1", "patchoptions", "PatchOptions", false)), "", errors);
    }

    private JsonObject Wanted()
    {
        if (config.At("metadata", "managedFields") is JsonArray { Count: > 0 }) throw ApiErrors.BadRequest("metadata.managedFields must be nil");
        JsonObject wanted = config.Copy();
        if (subresource is not null) return new JsonObject { ["status"] = wanted.Member("status")?.DeepClone() };
        if (info.HasStatus) wanted.Remove("status");
        return wanted;
    }

    private void Settle(FieldOwnership[] others, Dictionary<string, JsonNode?> before, Dictionary<string, JsonNode?> applied)
    {
        var conflicts = new List<(FieldOwnership Owner, string Path)>();
        foreach ((string path, JsonNode? value) in applied)
        {
            // An empty map merges with whatever is there.
            if (value is JsonObject { Count: 0 } || (before.TryGetValue(path, out JsonNode? old) && JsonNode.DeepEquals(old, value))) continue;
            foreach (FieldOwnership owner in others.Where(owner => owner.Paths.Contains(path)))
            {
                conflicts.Add((owner, path));
            }
        }

        if (conflicts.Count > 0 && !force) throw Conflict(conflicts);
        foreach ((FieldOwnership owner, string path) in conflicts) owner.Paths.Remove(path);
    }

    private static ApiException Conflict(List<(FieldOwnership Owner, string Path)> conflicts)
    {
        static string With((FieldOwnership Owner, string Path) conflict) =>
            $"conflict with \"{conflict.Owner.Entry.Text("manager")}\"{(conflict.Owner.Entry.Text("subresource") is { } sub ? $" with subresource \"{sub}\"" : "")}"
            + (conflict.Owner.Entry.Text("operation") == "Update" ? $" using {conflict.Owner.Entry.Text("apiVersion")}" : "");
        string all = conflicts.Count == 1
            ? $"Apply failed with 1 conflict: {With(conflicts[0])}: {FieldLeaves.Readable(conflicts[0].Path)}"
            : $"Apply failed with {conflicts.Count} conflicts: " + string.Join("\n", conflicts.GroupBy(With).Select(group =>
                $"{group.Key.Replace("conflict with", "conflicts with", StringComparison.Ordinal)}:\n{string.Join("\n", group.Select(conflict => $"- {FieldLeaves.Readable(conflict.Path)}"))}"));
        return new ApiException(409, "Conflict", all,
            [.. conflicts.Select(conflict => new ApiCause("FieldManagerConflict", FieldLeaves.Readable(conflict.Path), With(conflict)))]);
    }
}
