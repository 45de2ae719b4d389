using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Admission;
using RL4VLM.FakeKubernetes.Fields;
using RL4VLM.FakeKubernetes.Json;

namespace RL4VLM.FakeKubernetes.Storage;

public sealed partial class ClusterStore
{
    /// <summary>Stores a new object. <paramref name="body"/> belongs to the store afterwards.</summary>
    /// <exception cref="ApiException">409 AlreadyExists, 422 Invalid, …</exception>
    public StoredObject Create(KindInfo info, string? @namespace, JsonObject body, WriteOptions write)
    {
        StoredObject created;
        lock (gate) created = CreateLocked(info, @namespace, body, write);
        Announce();
        return created;
    }

    /// <summary>Reads, changes and writes in one step.</summary>
    /// <param name="info">Resource.</param>
    /// <param name="namespace">Null for a cluster-scoped resource.</param>
    /// <param name="name">Name.</param>
    /// <param name="change">Gets a copy of what is stored, gives what is wanted; a resourceVersion or uid in that is a precondition.</param>
    /// <param name="subresource"><c>status</c> or null.</param>
    /// <param name="write">How.</param>
    /// <exception cref="ApiException">404, 409 Conflict, 422, …</exception>
    public StoredObject Write(KindInfo info, string? @namespace, string name, Func<JsonObject, JsonObject> change, string? subresource, WriteOptions write)
    {
        StoredObject result;
        lock (gate) result = WriteLocked(info, @namespace, name, change, subresource, write);
        Announce();
        return result;
    }

    /// <summary>As <see cref="Write"/>, but what is absent is created (server-side apply, PUT of some kinds).</summary>
    public (StoredObject Object, bool Created) WriteOrCreate(KindInfo info, string? @namespace, string name, Func<JsonObject?, JsonObject> change, WriteOptions write)
    {
        StoredObject result;
        bool create;
        lock (gate)
        {
            create = Find(info, @namespace, name) is null;
            result = create ? CreateLocked(info, @namespace, change(null), write) : WriteLocked(info, @namespace, name, change, null, write);
        }

        Announce();
        return (result, create);
    }

    private StoredObject CreateLocked(KindInfo info, string? @namespace, JsonObject body, WriteOptions write)
    {
        ObjectMeta.PlaceFirst(body, info);
        JsonObject metadata = body.Map("metadata")!;
        JsonObject? space = ObjectMeta.SetNamespace(metadata, info, @namespace) is { } spaceName ? NamespaceFor(info, metadata, spaceName) : null;
        if (metadata.Text("resourceVersion") is { Length: > 0 })
        {
            throw new ApiException(500, "InternalError", "resourceVersion should not be set on objects to be created");
        }

        ObjectMeta.PrepareNew(metadata, NewUid().ToString(), Now, NewSuffix);
        string name = metadata.Text("name") ?? "";
        if (info.HasGeneration || info.IsCustom) metadata["generation"] = 1;
        if (info.HasStatus && !ObjectMeta.ClusterWrites(write)) body.Remove("status");
        body = Admitted(info, body, null, space, subresource: null, write);
        metadata = body.Map("metadata")!;

        var key = new ObjectKey(metadata.Text("namespace") ?? "", name);
        if (CollectionOf(info).Objects.ContainsKey(key)) throw ApiErrors.AlreadyExists(info, name);
        ManagedFields.Record(info, body, null, null, write, Now);
        if (write.DryRun) return new StoredObject(body, version);
        return Commit(info, EventTypes.Added, body, null);
    }

    private StoredObject WriteLocked(KindInfo info, string? @namespace, string name, Func<JsonObject, JsonObject> change, string? subresource, WriteOptions write)
    {
        StoredObject current = Find(info, @namespace, name) ?? throw ApiErrors.NotFound(info, name);
        JsonObject next = change(current.Copy());
        ObjectMeta.PlaceFirst(next, info);
        ObjectMeta.CheckPreconditions(info, current, next.Map("metadata")!);
        if (subresource == "status")
        {
            JsonNode? status = next.Member("status");
            next.Remove("status");
            next = current.Copy();
            if (status is null) next.Remove("status");
            else next["status"] = status;
        }
        else if (info.HasStatus)
        {
            JsonNode? status = current.Document.Member("status")?.DeepClone();
            if (status is null) next.Remove("status");
            else next["status"] = status;
        }

        JsonObject metadata = next.Map("metadata")!;
        ObjectMeta.KeepSystemFields(metadata, current.Document.Map("metadata")!);
        JsonObject? space = info.Kind.Namespaced ? CollectionOf(Kinds.Get(ResourceKind.Namespaces)).Objects.GetValueOrDefault(new ObjectKey("", current.Key.Namespace))?.Document : null;
        next = Admitted(info, next, current.Document, space, subresource, write);
        metadata = next.Map("metadata")!;
        if (ObjectMeta.Generation(info, next, current.Document) is long generation) metadata["generation"] = generation;
        bool same = JsonNode.DeepEquals(next, current.Document);
        bool applied = write.ManagedFields is not null;
        ManagedFields.Record(info, next, current.Document, subresource, write, Now);
        if (same && (!applied || ManagedFields.Same(next, current.Document))) return current;
        if (write.DryRun) return new StoredObject(next, current.Version);
        return ObjectMeta.IsGone(metadata) ? Remove(info, next, current) : Commit(info, EventTypes.Modified, next, current);
    }

    private JsonObject Admitted(KindInfo info, JsonObject document, JsonObject? old, JsonObject? space, string? subresource, WriteOptions write)
    {
        string name = document.Map("metadata").Text("name") ?? "";
        var errors = new FieldErrors();
        if (old is null || subresource is null)
        {
            ObjectMeta.Validate(info, document.Map("metadata")!, old?.Map("metadata"), errors);
            errors.Throw(info, name);
        }

        if (info.Definition is { } definition)
        {
            return options.SchemaGate.Admit(definition, document, old, write.Validation == FieldValidation.Strict);
        }

        if (subresource is null) BuiltInFields.Decode(info, document, write);
        IReadOnlyList<IKindAdmission> rules = Admissions.Of(info);
        if (rules.Count == 0) return document;
        var request = new AdmissionRequest(info, document, old, space, subresource == "status", write.Warnings.Add);
        foreach (IKindAdmission rule in rules) rule.Default(request);
        foreach (IKindAdmission rule in rules) rule.Validate(request, errors);
        errors.Throw(info, name);
        return document;
    }

    private JsonObject? NamespaceFor(KindInfo info, JsonObject metadata, string name)
    {
        KindInfo namespaces = Kinds.Get(ResourceKind.Namespaces);
        JsonObject space = CollectionOf(namespaces).Objects.GetValueOrDefault(new ObjectKey("", name))?.Document
            ?? throw ApiErrors.NotFound(namespaces, name);
        return space.At("status", "phase").AsText() == "Terminating"
            ? throw ApiErrors.Forbidden(info, metadata.Text("name") ?? "", $"unable to create new content in namespace {name} because it is being terminated")
            : space;
    }
}
