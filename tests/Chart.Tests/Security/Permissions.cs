using System.Text.Json.Nodes;
using RL4VLM.Chart.Tests.Rendering;

namespace RL4VLM.Chart.Tests.Security;

/// <summary>A role's rules as one line for each group, resource and name: <c>batch/jobs: get list</c>.</summary>
internal static class Permissions
{
    public static string[] Of(RenderedObject role) =>
    [
        .. from rule in role.Json["rules"]!.AsArray()
           from apiGroup in Strings(rule!, "apiGroups")
           from resource in Strings(rule!, "resources")
           from name in Strings(rule!, "resourceNames").DefaultIfEmpty("")
           select $"{apiGroup}/{resource}{(name.Length > 0 ? $" {name}" : "")}: {string.Join(' ', Strings(rule!, "verbs").Order(StringComparer.Ordinal))}",
    ];

    public static IEnumerable<string> Words(RenderedObject role) =>
        role.Json["rules"]!.AsArray().SelectMany(rule => rule!.AsObject().SelectMany(field => Strings(rule, field.Key)));

    private static IEnumerable<string> Strings(JsonNode rule, string field) => rule[field]?.AsArray().Select(one => one!.GetValue<string>()) ?? [];
}
