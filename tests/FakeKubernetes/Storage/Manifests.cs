using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;

namespace RL4VLM.FakeKubernetes.Storage;

/// <summary>Objects from YAML files, as an administrator would apply them.</summary>
public static class Manifests
{
    /// <summary>Creates every object of the file, namespaces first where they are missing.</summary>
    /// <param name="store">The cluster.</param>
    /// <param name="yaml">Documents, or a List of them.</param>
    /// <param name="namespace">Of objects that name none.</param>
    /// <exception cref="ApiException">What the API says to a wrong one.</exception>
    public static IReadOnlyList<JsonObject> Load(ClusterStore store, string yaml, string @namespace = "default")
    {
        var created = new List<JsonObject>();
        foreach (JsonObject document in YamlText.Documents(yaml).SelectMany(document => document.Text("kind") == "List" ? document.Maps("items") : [document]))
        {
            KindInfo info = store.Kinds.FindKind(document.Text("apiVersion") ?? "", document.Text("kind") ?? "")
                ?? throw ApiErrors.BadRequest($"no matches for kind \"{document.Text("kind")}\" in version \"{document.Text("apiVersion")}\"");
            string? space = info.Kind.Namespaced ? document.At("metadata", "namespace").AsText() ?? @namespace : null;
            if (space is not null && store.Get(ResourceKind.Namespaces, null, space) is null)
            {
                store.Create(ResourceKind.Namespaces, new JsonObject { ["metadata"] = new JsonObject { ["name"] = space } });
            }

            created.Add(store.Create(info, space, document.Copy(), new WriteOptions { FieldManager = "kubectl", User = "kubernetes-admin", Validation = FieldValidation.Strict }).Copy());
        }

        return created;
    }
}
