using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;

namespace RL4VLM.FakeKubernetes.Storage;

/// <summary>The resource types that a CustomResourceDefinition names.</summary>
internal static class CustomKinds
{
    public static IEnumerable<KindInfo> Of(JsonObject definition)
    {
        JsonObject spec = definition.Map("spec")!;
        JsonObject names = spec.Map("names")!;
        foreach (JsonObject version in spec.Maps("versions").Where(version => version.Flag("served") == true))
        {
            var kind = new ResourceKind(spec.Text("group")!, version.Text("name")!, names.Text("plural")!, names.Text("kind")!, spec.Text("scope") == "Namespaced");
            yield return new KindInfo(kind)
            {
                ShortNames = Texts(names, "shortNames"),
                Categories = Texts(names, "categories"),
                Singular = names.Text("singular") ?? kind.Kind.ToLowerInvariant(),
                ListKind = names.Text("listKind") ?? kind.Kind + "List",
                HasStatus = version.At("subresources", "status") is not null,
                UnconditionalUpdate = false,
                Definition = version,
            };
        }
    }

    private static string[] Texts(JsonObject names, string key) => [.. (names.Items(key) ?? []).Select(item => item.AsText() ?? "")];
}
