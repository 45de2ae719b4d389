using System.Text.Json.Nodes;

namespace RL4VLM.FakeKubernetes.Storage;

/// <summary>How a resource type behaves.</summary>
public sealed record KindInfo(ResourceKind Kind)
{
    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    public string Singular { get; init; } = Kind.Kind.ToLowerInvariant();

    public string ListKind { get; init; } = Kind.Kind + "List";

    /// <summary>Whether status is written through a subresource of its own.</summary>
    public bool HasStatus { get; init; }

    /// <summary>Whether changes of the spec are counted.</summary>
    public bool HasGeneration { get; init; }

    /// <summary>PUT without a resourceVersion overwrites.</summary>
    public bool UnconditionalUpdate { get; init; } = true;

    /// <summary>PUT of an absent object creates it.</summary>
    public bool CreateOnUpdate { get; init; }

    /// <summary>DELETE answers with the object instead of a Status.</summary>
    public bool ReturnsDeleted { get; init; }

    /// <summary>Propagation of a DELETE that names none: batch/v1 Jobs leave their pods behind.</summary>
    public Propagation DefaultPropagation { get; init; } = Propagation.Background;

    public NameRule NameRule { get; init; } = NameRule.Subdomain;

    /// <summary>The element of <c>spec.versions</c> that describes a custom resource; null for a built-in one.</summary>
    public JsonObject? Definition { get; init; }

    public bool IsCustom => Definition is not null;

    /// <summary>How every document of this kind begins.</summary>
    internal byte[] Prefix { get; } = System.Text.Encoding.UTF8.GetBytes($"{{\"kind\":\"{Kind.Kind}\",\"apiVersion\":\"{Kind.ApiVersion}\",");

    public (string Group, string Plural) Storage => (Kind.Group, Kind.Plural);

    /// <summary><c>jobs.batch</c>, as messages name a resource.</summary>
    public string QualifiedPlural => Kind.Group.Length == 0 ? Kind.Plural : $"{Kind.Plural}.{Kind.Group}";

    /// <summary><c>Job.batch</c>.</summary>
    public string QualifiedKind => Kind.Group.Length == 0 ? Kind.Kind : $"{Kind.Kind}.{Kind.Group}";
}

public enum NameRule
{
    /// <summary>RFC 1123 subdomain, at most 253 characters.</summary>
    Subdomain,

    /// <summary>RFC 1123 label, at most 63 characters.</summary>
    Label,

    /// <summary>One path segment, as RBAC objects have.</summary>
    Segment,
}
