using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Admission.Jobs;

/// <summary>What of a Job may change: hardly anything but its pace and its suspension.</summary>
internal static class JobUpdateValidation
{
    private static readonly string[] Directives = ["affinity", "nodeSelector", "tolerations", "schedulingGates"];

    public static void Check(JsonObject job, JsonObject old, FieldErrors errors)
    {
        JsonObject spec = job.Map("spec")!;
        JsonObject before = old.Map("spec")!;
        if (!Same(spec, before, "completions") && !Elastic(spec, before)) Immutable(spec, "completions", errors);
        foreach (string key in (ReadOnlySpan<string>)["selector", "completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy"])
        {
            if (!Same(spec, before, key)) Immutable(spec, key, errors);
        }

        bool startable = before.Flag("suspend") == true && old.At("status", "startTime") is null;
        JsonObject wanted = Template(spec, startable);
        if (!JsonNode.DeepEquals(wanted, Template(before, startable))) Immutable(spec, "template", errors);
    }

    /// <summary>An Indexed Job's completions may follow its parallelism.</summary>
    private static bool Elastic(JsonObject spec, JsonObject before) =>
        spec.Text("completionMode") == "Indexed" && before.Number("completions") == before.Number("parallelism") && spec.Number("completions") == spec.Number("parallelism");

    /// <summary>Where pods are placed may change for as long as a suspended Job has not started.</summary>
    private static JsonObject Template(JsonObject spec, bool startable)
    {
        JsonObject template = spec.Map("template")!.Copy();
        if (!startable) return template;
        if (template.Map("spec") is { } pod)
        {
            foreach (string key in Directives) pod.Remove(key);
        }

        if (template.Map("metadata") is { } metadata)
        {
            metadata.Remove("annotations");
            metadata.Remove("labels");
        }

        return template;
    }

    private static bool Same(JsonObject spec, JsonObject before, string key) => JsonNode.DeepEquals(spec.Member(key), before.Member(key));

    private static void Immutable(JsonObject spec, string key, FieldErrors errors) => errors.Invalid($"spec.{key}", spec.Member(key)?.DeepClone(), "field is immutable");
}
