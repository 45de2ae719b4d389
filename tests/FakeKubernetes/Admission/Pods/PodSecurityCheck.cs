using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Admission.Pods;

/// <summary>The PodSecurity admission of a namespace: its labels enforce on pods, and warn about pods and their templates.</summary>
internal static class PodSecurityCheck
{
    private const string Label = "pod-security.kubernetes.io/";

    /// <exception cref="ApiException">403 when the pod violates what the namespace enforces.</exception>
    public static void Enforce(AdmissionRequest request, JsonObject spec)
    {
        if (Violations(request, spec, "enforce") is { } violations)
        {
            throw ApiErrors.Forbidden(request.Kind, request.Object.At("metadata", "name").AsText() ?? "", $"violates PodSecurity {violations}");
        }

        Warn(request, spec);
    }

    public static void Warn(AdmissionRequest request, JsonObject spec)
    {
        if (Violations(request, spec, "warn") is { } violations) request.Warn($"would violate PodSecurity {violations}");
    }

    private static string? Violations(AdmissionRequest request, JsonObject spec, string mode)
    {
        JsonNode? labels = request.Namespace.At("metadata", "labels");
        string? level = labels.Text(Label + mode);
        if (level is not ("baseline" or "restricted")) return null;
        List<string> found = PodSecurityBaseline.Check(spec, request.Object, level == "restricted");
        if (level == "restricted") found.AddRange(PodSecurityRestricted.Check(spec));
        return found.Count == 0 ? null : $"\"{level}:{labels.Text($"{Label}{mode}-version") ?? "latest"}\": {string.Join(", ", found)}";
    }
}
