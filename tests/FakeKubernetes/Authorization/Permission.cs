namespace RL4VLM.FakeKubernetes.Authorization;

/// <summary>One thing that someone does.</summary>
/// <param name="Verb">get, list, watch, create, update, patch, delete, deletecollection.</param>
/// <param name="Group">API group; "" is the core.</param>
/// <param name="Resource"><c>jobs</c> or <c>jobs/status</c>.</param>
/// <param name="Namespace">"" at the cluster's scope.</param>
/// <param name="Name">"" where a request names none.</param>
public sealed record Permission(string Verb, string Group, string Resource, string Namespace, string Name);

/// <summary>A rule of a role that grants something, and where it came from.</summary>
/// <param name="Role"><c>ClusterRole/name</c> or <c>Role/namespace/name</c>.</param>
/// <param name="Verb">One verb of the rule.</param>
/// <param name="Group">One of its groups.</param>
/// <param name="Resource">One of its resources.</param>
public sealed record Grant(string Role, string Verb, string Group, string Resource);

/// <summary>A request that was refused.</summary>
public sealed record Denial(string User, Permission Permission, string Message);
