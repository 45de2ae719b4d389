using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Schemas;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Admission;

/// <summary>A CustomResourceDefinition is established at once. Its schema is the <see cref="ISchemaGate"/>'s affair.</summary>
internal sealed class DefinitionAdmission : IKindAdmission
{
    public void Default(AdmissionRequest request)
    {
        if (request.Status) return;
        JsonObject spec = request.Object.Ensure("spec");
        JsonObject names = spec.Ensure("names");
        string kind = names.Text("kind") ?? "";
        names["singular"] ??= kind.ToLowerInvariant();
        names["listKind"] ??= kind + "List";
        spec["conversion"] ??= new JsonObject { ["strategy"] = "None" };
        string since = request.Object.At("metadata", "creationTimestamp").AsText()!;
        JsonObject status = request.Object.Ensure("status");
        status["acceptedNames"] = names.DeepClone();
        status["conditions"] = new JsonArray(
            Condition("NamesAccepted", "NoConflicts", "no conflicts found", since),
            Condition("Established", "InitialNamesAccepted", "the initial names have been accepted", since));
        string[] stored = [.. (status.Items("storedVersions") ?? []).Select(item => item.AsText() ?? "")
            .Union(spec.Maps("versions").Where(version => version.Flag("storage") == true).Select(version => version.Text("name") ?? ""))];
        status["storedVersions"] = new JsonArray([.. stored.Select(name => (JsonNode)name)]);
    }

    public void Validate(AdmissionRequest request, FieldErrors errors)
    {
        if (request.Status) return;
        JsonObject spec = request.Object.Map("spec")!;
        JsonObject names = spec.Map("names")!;
        if (string.IsNullOrEmpty(spec.Text("group"))) errors.Required("spec.group");
        if (string.IsNullOrEmpty(names.Text("plural"))) errors.Required("spec.names.plural");
        if (string.IsNullOrEmpty(names.Text("kind"))) errors.Required("spec.names.kind");
        if (spec.Text("scope") is not ("Namespaced" or "Cluster")) errors.NotSupported("spec.scope", spec.Text("scope") ?? "", "Cluster", "Namespaced");
        string name = request.Object.At("metadata", "name").AsText()!;
        string wanted = $"{names.Text("plural")}.{spec.Text("group")}";
        if (name != wanted) errors.Invalid("metadata.name", name, $"must be spec.names.plural+\".\"+spec.group");
        JsonObject[] versions = [.. spec.Maps("versions")];
        if (versions.Count(version => version.Flag("storage") == true) != 1) errors.Invalid("spec.versions", null, "must have exactly one version marked as storage version");
        for (int i = 0; i < versions.Length; i++)
        {
            if (versions[i].At("schema", "openAPIV3Schema") is not JsonObject) errors.Required($"spec.versions[{i}].schema.openAPIV3Schema", "schemas are required");
            else CheckSchema(versions[i], $"spec.versions[{i}]", errors);
            if (versions[i].Flag("served") is null) errors.Required($"spec.versions[{i}].served");
        }

        if (request.Old is not null && request.Old.At("spec", "scope").AsText() != spec.Text("scope"))
        {
            errors.Invalid("spec.scope", spec.Text("scope"), "field is immutable");
        }
    }

    private static void CheckSchema(JsonObject version, string path, FieldErrors errors)
    {
        foreach (DefinitionProblem problem in DefinitionCheck.Problems(version))
        {
            errors.Add(problem.Path.Replace("spec.versions[0]", path, StringComparison.Ordinal), problem.Message);
        }
    }

    private static JsonObject Condition(string type, string reason, string message, string since) => new()
    {
        ["lastTransitionTime"] = since, ["message"] = message, ["reason"] = reason, ["status"] = "True", ["type"] = type,
    };
}
