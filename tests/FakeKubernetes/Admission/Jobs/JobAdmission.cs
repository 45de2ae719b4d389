using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Admission.Pods;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Admission.Jobs;

/// <summary>Jobs: defaults, generated labels and selector, rules, what may change.</summary>
internal sealed class JobAdmission : IKindAdmission
{
    public void Default(AdmissionRequest request)
    {
        if (request.Status) return;
        JsonObject spec = request.Object.Ensure("spec");
        if (spec.Member("completions") is null && spec.Member("parallelism") is null) spec["completions"] = 1;
        spec["parallelism"] ??= 1;
        spec["completionMode"] ??= "NonIndexed";
        spec["backoffLimit"] ??= spec.Member("backoffLimitPerIndex") is null ? 6 : int.MaxValue;
        spec["suspend"] ??= false;
        spec["manualSelector"] ??= false;
        spec["podReplacementPolicy"] ??= spec.Member("podFailurePolicy") is null ? "TerminatingOrFailed" : "Failed";
        foreach (JsonObject condition in spec.Map("podFailurePolicy").Maps("rules").SelectMany(rule => rule.Maps("onPodConditions"))) condition["status"] ??= "True";
        JsonObject template = spec.Ensure("template");
        if (template.Map("metadata") is { } metadata) metadata.Remove("creationTimestamp");
        PodDefaults.Fill(template.Ensure("spec"));
        if (request.Creates && spec.Flag("manualSelector") != true) JobSelector.Generate(request.Object);
    }

    public void Validate(AdmissionRequest request, FieldErrors errors)
    {
        if (request.Status)
        {
            JobStatusValidation.Check(request.Object, request.Old!, errors);
            return;
        }

        if (request.Old is not null) JobUpdateValidation.Check(request.Object, request.Old, errors);
        if (request.Creates) JobValidation.Check(request.Object, errors);
        else JobValidation.CheckNumbers(request.Object.Map("spec")!, errors);
        if (request.Creates && errors.Causes.Count == 0) PodSecurityCheck.Warn(request, request.Object.Map("spec")!.Map("template")!.Map("spec")!);
    }
}
