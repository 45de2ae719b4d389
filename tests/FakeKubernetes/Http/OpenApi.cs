using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Http;

/// <summary>As much of OpenAPI v3 as tells kubectl that the server validates fields itself; schemas are not given.</summary>
internal static class OpenApi
{
    public static JsonObject Index(IEnumerable<KindInfo> kinds) => new()
    {
        ["paths"] = new JsonObject(kinds.Select(Root).Distinct().Select(root =>
            KeyValuePair.Create<string, JsonNode?>(root, new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{root}" }))),
    };

    /// <summary>Null for a group version that is not served.</summary>
    public static JsonObject? Of(IEnumerable<KindInfo> kinds, string root)
    {
        KindInfo[] served = [.. kinds.Where(info => Root(info) == root)];
        return served.Length == 0 ? null : new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = "v1.34.0" },
            ["paths"] = new JsonObject(served.Select(info => KeyValuePair.Create<string, JsonNode?>(
                $"/{root}{(info.Kind.Namespaced ? "/namespaces/{namespace}" : "")}/{info.Kind.Plural}/{{name}}", new JsonObject { ["patch"] = Patch(info.Kind) }))),
        };
    }

    private static string Root(KindInfo info) => info.Kind.Group.Length == 0 ? $"api/{info.Kind.Version}" : $"apis/{info.Kind.ApiVersion}";

    private static JsonObject Patch(ResourceKind kind) => new()
    {
        ["parameters"] = new JsonArray([.. ((string[])["dryRun", "fieldManager", "fieldValidation", "force"]).Select(name => (JsonNode)new JsonObject
        {
            ["name"] = name, ["in"] = "query", ["schema"] = new JsonObject { ["type"] = name == "force" ? "boolean" : "string", ["uniqueItems"] = true },
        })]),
        ["responses"] = new JsonObject(),
        ["x-kubernetes-action"] = "patch",
        ["x-kubernetes-group-version-kind"] = new JsonObject { ["group"] = kind.Group, ["version"] = kind.Version, ["kind"] = kind.Kind },
    };
}
