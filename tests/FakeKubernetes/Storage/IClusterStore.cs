using System.Text.Json.Nodes;

namespace RL4VLM.FakeKubernetes.Storage;

/// <summary>The cluster's objects as its own controllers see them: every rule of the API but authorization. Objects given and
/// returned are copies. Thread-safe; a call is atomic.</summary>
public interface IClusterStore
{
    /// <summary>Time of the cluster; tests may drive it.</summary>
    TimeProvider Clock { get; }

    /// <summary>Null when there is none.</summary>
    JsonObject? Get(ResourceKind kind, string? @namespace, string name);

    /// <summary>In the order of (namespace, name); every namespace when <paramref name="namespace"/> is null.</summary>
    IReadOnlyList<JsonObject> List(ResourceKind kind, string? @namespace = null);

    /// <summary>Defaults, validates, gives uid, creationTimestamp, generation and resourceVersion, and stores.</summary>
    /// <exception cref="ApiException">409 AlreadyExists, 422 Invalid, …</exception>
    JsonObject Create(ResourceKind kind, JsonObject body);

    /// <summary>Reads, changes and writes in one step.</summary>
    /// <param name="kind">Resource.</param>
    /// <param name="namespace">Null for a cluster-scoped resource.</param>
    /// <param name="name">Name.</param>
    /// <param name="change">Changes the object in place.</param>
    /// <param name="status">true: only status is kept of the change (the subresource); false: everything but status.</param>
    /// <exception cref="ApiException">404, 422, …</exception>
    JsonObject Update(ResourceKind kind, string? @namespace, string name, Action<JsonObject> change, bool status = false);

    /// <summary>Deletes as the API does: finalizers (foregroundDeletion among them) keep the object with a deletionTimestamp.</summary>
    /// <exception cref="ApiException">404; 409 when <paramref name="uid"/> is another one's.</exception>
    void Delete(ResourceKind kind, string? @namespace, string name, Propagation propagation = Propagation.Background, string? uid = null);

    /// <summary>After every change, in order of resourceVersion, outside any lock of a caller.</summary>
    event Action<StoreEvent>? Changed;
}

public enum Propagation { Background, Foreground, Orphan }

/// <param name="Type">ADDED, MODIFIED or DELETED.</param>
/// <param name="Kind">Resource.</param>
/// <param name="Object">The object after the change; the last state of a deleted one.</param>
public sealed record StoreEvent(string Type, ResourceKind Kind, JsonObject Object);

/// <summary>A resource type, for example <c>("batch", "v1", "jobs", "Job", true)</c>; the core group is "".</summary>
public sealed record ResourceKind(string Group, string Version, string Plural, string Kind, bool Namespaced)
{
    public static ResourceKind Pods { get; } = new("", "v1", "pods", "Pod", true);

    public static ResourceKind Jobs { get; } = new("batch", "v1", "jobs", "Job", true);

    public static ResourceKind ConfigMaps { get; } = new("", "v1", "configmaps", "ConfigMap", true);

    public static ResourceKind Secrets { get; } = new("", "v1", "secrets", "Secret", true);

    public static ResourceKind Events { get; } = new("", "v1", "events", "Event", true);

    public static ResourceKind Nodes { get; } = new("", "v1", "nodes", "Node", false);

    public static ResourceKind Namespaces { get; } = new("", "v1", "namespaces", "Namespace", false);

    public static ResourceKind Leases { get; } = new("coordination.k8s.io", "v1", "leases", "Lease", true);

    public static ResourceKind Definitions { get; } = new("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false);

    /// <summary><c>v1</c> or <c>group/version</c>.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";
}

/// <summary>A failure as the API reports it, a <c>metav1.Status</c>.</summary>
/// <param name="code">HTTP status.</param>
/// <param name="reason">NotFound, AlreadyExists, Conflict, Invalid, Forbidden, Expired, BadRequest, …</param>
/// <param name="message">For people.</param>
/// <param name="causes">Field path and message of every cause of Invalid.</param>
public sealed class ApiException(int code, string reason, string message, IReadOnlyList<ApiCause>? causes = null) : Exception(message)
{
    public int Code { get; } = code;

    public string Reason { get; } = reason;

    public IReadOnlyList<ApiCause> Causes { get; } = causes ?? [];
}

/// <param name="Reason">FieldValueInvalid, FieldValueRequired, FieldValueNotSupported, …</param>
/// <param name="Field">For example <c>spec.tasks[0].name</c>.</param>
/// <param name="Message">What is wrong.</param>
public sealed record ApiCause(string Reason, string Field, string Message);
