using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Admission.Pods;

/// <summary>Pods: defaults, rules, what may change, priority classes and PodSecurity.</summary>
internal sealed class PodAdmission(ClusterStore store) : IKindAdmission
{
    private static readonly string[] Changeable = ["activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds", "nodeName", "schedulingGates"];

    public void Default(AdmissionRequest request)
    {
        if (request.Status) return;
        JsonObject spec = request.Object.Ensure("spec");
        if (request.Creates && string.IsNullOrEmpty(spec.Text("serviceAccountName"))) spec["serviceAccountName"] = "default";
        PodDefaults.Fill(spec);
        if (!request.Creates) return;
        spec["enableServiceLinks"] ??= true;
        spec["preemptionPolicy"] ??= "PreemptLowerPriority";
        spec["priority"] ??= PriorityOf(request, spec);
        JsonObject status = request.Object.Ensure("status");
        status["phase"] ??= "Pending";
        status["qosClass"] ??= QosClass(spec);
    }

    public void Validate(AdmissionRequest request, FieldErrors errors)
    {
        if (request.Status) return;
        JsonObject spec = request.Object.Map("spec")!;
        if (request.Old is { } old)
        {
            if (!JsonNode.DeepEquals(Fixed(spec), Fixed(old.Map("spec")!)))
            {
                errors.Forbidden("spec", "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)");
            }

            return;
        }

        PodSpecValidation.Check(spec, "spec", errors);
        if (errors.Causes.Count > 0) return;
        PodSecurityCheck.Enforce(request, spec);
    }

    private static JsonObject Fixed(JsonObject spec)
    {
        JsonObject copy = spec.Copy();
        foreach (string key in Changeable) copy.Remove(key);
        foreach (JsonObject container in PodDefaults.Containers(copy)) container.Remove("image");
        return copy;
    }

    private long PriorityOf(AdmissionRequest request, JsonObject spec)
    {
        if (spec.Text("priorityClassName") is not { Length: > 0 } name || name.StartsWith("system-", StringComparison.Ordinal)) return 0;
        JsonObject found = store.Get(store.Kinds.Find("scheduling.k8s.io", "v1", "priorityclasses")!.Kind, null, name)
            ?? throw ApiErrors.Forbidden(request.Kind, request.Object.At("metadata", "name").AsText() ?? "", $"no PriorityClass with name {name} was found");
        return found.Number("value") ?? 0;
    }

    private static string QosClass(JsonObject spec)
    {
        JsonObject[] resources = [.. PodDefaults.Containers(spec).Select(container => container.Map("resources")!)];
        if (resources.All(item => item.Map("limits") is null && item.Map("requests") is null)) return "BestEffort";
        return resources.All(item => item.At("limits", "cpu") is not null && item.At("limits", "memory") is not null
            && JsonNode.DeepEquals(item.Map("limits"), item.Map("requests"))) ? "Guaranteed" : "Burstable";
    }
}
