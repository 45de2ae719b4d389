using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Http;

/// <summary>What a request is about: verb, resource, namespace, name and subresource, as authorization sees them.</summary>
public sealed record ApiRoute(string Verb, string Path)
{
    /// <summary>Null for a path that is no resource's (discovery, version, health).</summary>
    public KindInfo? Kind { get; init; }

    public string? Namespace { get; init; }

    public string? Name { get; init; }

    public string? Subresource { get; init; }

    /// <summary><c>jobs</c> or <c>jobs/status</c>.</summary>
    public string Resource => Kind is null ? "" : Subresource is null ? Kind.Kind.Plural : $"{Kind.Kind.Plural}/{Subresource}";

    /// <exception cref="ApiException">404 for a resource that is not served.</exception>
    public static ApiRoute Of(ApiRequest request, KindRegistry kinds)
    {
        string[] parts = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        int at = parts is ["api", _, ..] ? 2 : parts is ["apis", _, _, ..] ? 3 : parts.Length;
        if (at >= parts.Length) return new ApiRoute(request.Method.ToLowerInvariant(), request.Path);
        string group = at == 2 ? "" : parts[1];
        string version = parts[at - 1];
        string? space = null;
        if (parts[at] == "namespaces" && parts.Length - at >= 3 && !(at == 2 && parts[at + 2] is "status" or "finalize"))
        {
            space = parts[at + 1];
            at += 2;
        }

        KindInfo? info = kinds.Find(group, version, parts[at]) ?? Virtual(group, version, parts[at]);
        string[] rest = parts[(at + 1)..];
        if (info is null || rest.Length > 2 || (space is not null && !info.Kind.Namespaced) || (space is null && rest.Length > 0 && info.Kind.Namespaced))
        {
            throw new ApiException(404, "NotFound", "the server could not find the requested resource");
        }

        string? name = rest.Length > 0 ? Uri.UnescapeDataString(rest[0]) : null;
        return new ApiRoute(VerbOf(request, name), request.Path)
        {
            Kind = info, Namespace = space ?? (info.Kind == ResourceKind.Namespaces ? name : null), Name = name, Subresource = rest.Length > 1 ? rest[1] : null,
        };
    }

    /// <summary>Where the store keeps it.</summary>
    public string? StoreNamespace => Kind?.Kind.Namespaced == true ? Namespace : null;

    private static string VerbOf(ApiRequest request, string? name) => request.Method switch
    {
        "GET" or "HEAD" => request.Query.IsTrue("watch") ? "watch" : name is null ? "list" : "get",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => name is null ? "deletecollection" : "delete",
        string other => other.ToLowerInvariant(),
    };

    /// <summary>Resources that are asked and never stored.</summary>
    private static KindInfo? Virtual(string group, string version, string plural) => (group, version, plural) switch
    {
        ("authorization.k8s.io", "v1", "selfsubjectaccessreviews") => AccessReviews.Info,
        _ => null,
    };
}
