using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Http;

/// <summary>What the server is and serves.</summary>
internal sealed class Discovery(KindRegistry kinds)
{
    private static readonly string[] Verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    public ApiResponse Answer(ApiRequest request)
    {
        if (request.Method is not ("GET" or "HEAD")) throw new ApiException(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
        string[] parts = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            ["healthz" or "livez" or "readyz", ..] => ApiResponse.Text(200, "ok"),
            ["version"] => ApiResponse.Json(200, Version()),
            ["api"] => ApiResponse.Json(200, new JsonObject { ["kind"] = "APIVersions", ["versions"] = new JsonArray("v1") }),
            ["apis"] => ApiResponse.Json(200, new JsonObject { ["kind"] = "APIGroupList", ["apiVersion"] = "v1", ["groups"] = new JsonArray([.. Groups().Select(Group)]) }),
            ["api", "v1"] => ApiResponse.Json(200, Resources("", "v1")),
            ["apis", var group] when Groups().Contains(group) => ApiResponse.Json(200, Group(group)),
            ["apis", var group, var version] when Versions(group).Contains(version) => ApiResponse.Json(200, Resources(group, version)),
            ["openapi", "v3"] => ApiResponse.Json(200, OpenApi.Index(kinds.All)),
            ["openapi", "v3", .. var root] when OpenApi.Of(kinds.All, string.Join('/', root)) is { } document => ApiResponse.Json(200, document),
            _ => throw new ApiException(404, "NotFound", "the server could not find the requested resource"),
        };
    }

    private static JsonObject Version() => new()
    {
        ["major"] = "1", ["minor"] = "34", ["gitVersion"] = "v1.34.0", ["gitCommit"] = "", ["gitTreeState"] = "clean", ["buildDate"] = "2025-08-27T10:00:00Z",
        ["goVersion"] = "go1.24.5", ["compiler"] = "gc", ["platform"] = "linux/amd64",
    };

    private IEnumerable<string> Groups() => kinds.All.Select(info => info.Kind.Group).Append(AccessReviews.Info.Kind.Group).Where(group => group.Length > 0).Distinct();

    private string[] Versions(string group) => [.. kinds.All.Append(AccessReviews.Info).Where(info => info.Kind.Group == group).Select(info => info.Kind.Version).Distinct()];

    private JsonObject Group(string group)
    {
        JsonObject[] versions = [.. Versions(group).Select(version => new JsonObject { ["groupVersion"] = $"{group}/{version}", ["version"] = version })];
        return new JsonObject
        {
            ["kind"] = "APIGroup", ["apiVersion"] = "v1", ["name"] = group, ["versions"] = new JsonArray([.. versions]), ["preferredVersion"] = versions[0].DeepClone(),
        };
    }

    private JsonObject Resources(string group, string version)
    {
        var resources = new JsonArray();
        foreach (KindInfo info in kinds.All.Append(AccessReviews.Info).Where(info => info.Kind.Group == group && info.Kind.Version == version))
        {
            resources.Add((JsonNode)Resource(info, info.Kind.Plural, info == AccessReviews.Info ? ["create"] : Verbs));
            if (info.HasStatus) resources.Add((JsonNode)Resource(info, $"{info.Kind.Plural}/status", ["get", "patch", "update"]));
            if (info.Kind != ResourceKind.Pods) continue;
            resources.Add((JsonNode)Resource(info, "pods/log", ["get"]));
            resources.Add((JsonNode)Eviction());
        }

        return new JsonObject { ["kind"] = "APIResourceList", ["apiVersion"] = "v1", ["groupVersion"] = group.Length == 0 ? version : $"{group}/{version}", ["resources"] = resources };
    }

    private static JsonObject Resource(KindInfo info, string name, string[] verbs)
    {
        bool main = !name.Contains('/');
        var resource = new JsonObject
        {
            ["name"] = name, ["singularName"] = main ? info.Singular : "", ["namespaced"] = info.Kind.Namespaced, ["kind"] = info.Kind.Kind, ["verbs"] = Texts(verbs),
        };
        if (main && info.ShortNames.Count > 0) resource["shortNames"] = Texts(info.ShortNames);
        if (main && info.Categories.Count > 0) resource["categories"] = Texts(info.Categories);
        return resource;
    }

    private static JsonObject Eviction() => new()
    {
        ["name"] = "pods/eviction", ["singularName"] = "", ["namespaced"] = true, ["group"] = "policy", ["version"] = "v1", ["kind"] = "Eviction", ["verbs"] = Texts(["create"]),
    };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
