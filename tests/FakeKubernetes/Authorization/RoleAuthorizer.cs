using System.Collections.Concurrent;
using RL4VLM.FakeKubernetes.Http;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Authorization;

/// <summary>Roles and bindings, as the store has them, held against every request.</summary>
public sealed class RoleAuthorizer
{
    private static readonly string[] DiscoveryPaths = ["/api", "/apis", "/version", "/openapi", "/healthz", "/livez", "/readyz"];
    private readonly RoleIndex index;
    private readonly ConcurrentQueue<Denial> denials = [];
    private readonly ConcurrentDictionary<(string User, Permission Permission), long> used = [];
    private readonly ConcurrentDictionary<(string User, Grant Grant), long> usedGrants = [];

    internal RoleAuthorizer(ClusterStore store) => index = new RoleIndex(store);

    /// <summary>Whether what no role grants is refused.</summary>
    public bool Enforced { get; set; }

    /// <summary>What was refused.</summary>
    public IReadOnlyCollection<Denial> Denials => [.. denials];

    /// <summary>What was done, by whom: (user, permission without the object's name), and how often.</summary>
    public IReadOnlyDictionary<(string User, Permission Permission), long> UsedPermissions => used;

    /// <summary>The grants that no request of the user has needed: rules that could go.</summary>
    public IReadOnlyList<Grant> UnusedGrants(string user, IEnumerable<string> groups)
    {
        var info = new UserInfo(user, [.. groups]);
        return [.. index.GrantsOf(info).Where(grant => !usedGrants.ContainsKey((user, grant))).Distinct()];
    }

    /// <summary>Forgets what was refused and used.</summary>
    public void Clear()
    {
        denials.Clear();
        used.Clear();
        usedGrants.Clear();
    }

    public bool Allows(UserInfo user, Permission permission) => user.IsMaster || index.Granting(user, permission) is not null;

    public bool AllowsPath(UserInfo user, string verb, string path) =>
        user.IsMaster || (verb == "get" && user.Groups.Contains("system:authenticated") && Array.Exists(DiscoveryPaths, start => path == start || path.StartsWith(start + "/", StringComparison.Ordinal)));

    /// <exception cref="ApiException">403 when no role grants it.</exception>
    internal void Check(UserInfo user, ApiRoute route)
    {
        if (user.IsMaster) return;
        if (route.Kind is null)
        {
            if (Enforced && !AllowsPath(user, route.Verb, route.Path))
            {
                throw Refuse(user, new Permission(route.Verb, "", route.Path, "", ""), $"forbidden: User \"{user.Name}\" cannot {route.Verb} path \"{route.Path}\"");
            }

            return;
        }

        var permission = new Permission(route.Verb, route.Kind.Kind.Group, route.Resource, route.Namespace ?? "", route.Name ?? "");
        used.AddOrUpdate((user.Name, permission with { Name = "" }), 1, (_, count) => count + 1);
        if (route.Kind == AccessReviews.Info && user.Groups.Contains("system:authenticated")) return;
        if (index.Granting(user, permission) is { } grant) usedGrants.AddOrUpdate((user.Name, grant), 1, (_, count) => count + 1);
        else if (Enforced) throw Refuse(user, permission, Message(user, route, permission));
    }

    private static string Message(UserInfo user, ApiRoute route, Permission permission)
    {
        string resource = permission.Group.Length == 0 ? route.Kind!.Kind.Plural : $"{route.Kind!.Kind.Plural}.{permission.Group}";
        string named = permission.Name.Length == 0 ? resource : $"{resource} \"{permission.Name}\"";
        string where = permission.Namespace.Length == 0 ? "at the cluster scope" : $"in the namespace \"{permission.Namespace}\"";
        return $"{named} is forbidden: User \"{user.Name}\" cannot {permission.Verb} resource \"{permission.Resource}\" in API group \"{permission.Group}\" {where}";
    }

    private ApiException Refuse(UserInfo user, Permission permission, string message)
    {
        denials.Enqueue(new Denial(user.Name, permission, message));
        return new ApiException(403, "Forbidden", message);
    }
}
