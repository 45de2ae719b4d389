using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Admission.Pods;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Admission.Jobs;

/// <summary>The rules of a new Job.</summary>
internal static class JobValidation
{
    private const int MostIndexes = 100_000;
    private const string TemplatePath = "spec.template.spec";

    public static void Check(JsonObject job, FieldErrors errors)
    {
        JsonObject spec = job.Map("spec")!;
        JsonObject pod = spec.Map("template")!.Map("spec")!;
        CheckNumbers(spec, errors);
        Selector(job, spec, errors);
        NameRules.Labels(spec.At("template", "metadata", "labels"), "spec.template.labels", errors);
        NameRules.Annotations(spec.At("template", "metadata", "annotations"), "spec.template.annotations", errors);
        PodSpecValidation.Check(pod, TemplatePath, errors);
        string? restart = pod.Text("restartPolicy");
        if (restart is not ("OnFailure" or "Never")) errors.Required($"{TemplatePath}.restartPolicy", "valid values: \"OnFailure\", \"Never\"");
        Indexes(job, spec, restart, errors);
        if (spec.Text("podReplacementPolicy") is var replacement)
        {
            if (spec.Member("podFailurePolicy") is not null && replacement != "Failed") errors.NotSupported("spec.podReplacementPolicy", replacement, "Failed");
            else if (replacement is not ("Failed" or "TerminatingOrFailed")) errors.NotSupported("spec.podReplacementPolicy", replacement, "Failed", "TerminatingOrFailed");
        }

        if (spec.Map("podFailurePolicy") is { } policy) PodFailurePolicyValidation.Check(policy, spec, pod, errors);
        if (spec.Text("managedBy") is { } manager)
        {
            if (!manager.Contains('/')) errors.Invalid("spec.managedBy", manager, "must be a domain-prefixed path (such as \"acme.io/foo\")");
            else NameRules.QualifiedName(manager, "spec.managedBy", errors);
            if (manager.Length > 63) errors.TooLong("spec.managedBy", 63);
        }
    }

    public static void CheckNumbers(JsonObject spec, FieldErrors errors)
    {
        foreach (string key in (ReadOnlySpan<string>)["parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished", "backoffLimitPerIndex", "maxFailedIndexes"])
        {
            if (spec.Number(key) < 0) errors.Invalid($"spec.{key}", spec.Member(key), "must be greater than or equal to 0");
        }
    }

    private static void Selector(JsonObject job, JsonObject spec, FieldErrors errors)
    {
        JsonNode? labels = spec.At("template", "metadata", "labels");
        if (spec.Flag("manualSelector") == true)
        {
            if (spec.Map("selector") is null) errors.Required("spec.selector");
            else if (!LabelSelector.FromObject(spec.Map("selector")).Matches(labels)) errors.Invalid("spec.template.metadata.labels", labels?.DeepClone(), "`selector` does not match template `labels`");
            return;
        }

        string uid = job.At("metadata", "uid").AsText()!;
        string name = job.At("metadata", "name").AsText()!;
        foreach ((string key, string wanted) in ((string, string)[])[(JobSelector.LegacyUid, uid), (JobSelector.Uid, uid), (JobSelector.LegacyName, name), (JobSelector.Name, name)])
        {
            if (labels.Text(key) != wanted) errors.Invalid("spec.template.metadata.labels", labels?.DeepClone(), $"expected \"{wanted}\" for the label {key}");
        }

        if (spec.Map("selector") is not { Count: 1 } selector || selector.Map("matchLabels") is not { Count: 1 } matched || matched.Text(JobSelector.Uid) != uid)
        {
            errors.Invalid("spec.selector", spec.Member("selector")?.DeepClone(), "`selector` not auto-generated");
        }
    }

    private static void Indexes(JsonObject job, JsonObject spec, string? restart, FieldErrors errors)
    {
        string? mode = spec.Text("completionMode");
        long? completions = spec.Number("completions");
        if (mode is not ("NonIndexed" or "Indexed")) errors.NotSupported("spec.completionMode", mode, "Indexed", "NonIndexed");
        if (mode == "Indexed")
        {
            if (completions is null) errors.Required("spec.completions", "when completion mode is Indexed");
            if (spec.Number("parallelism") > MostIndexes) errors.Invalid("spec.parallelism", spec.Member("parallelism"), $"must be less than or equal to {MostIndexes} when completion mode is Indexed");
            string name = job.At("metadata", "name").AsText()!;
            string last = $"{name}-{completions - 1}";
            var label = new FieldErrors();
            if (completions > 0) NameRules.Label(last, "metadata.name", label);
            if (label.Causes.Count > 0) errors.Invalid("metadata.name", name, $"will not able to create pod with invalid DNS label: {last}");
        }

        if (spec.Member("backoffLimitPerIndex") is { } limit)
        {
            if (mode != "Indexed") errors.Invalid("spec.backoffLimitPerIndex", limit, "requires indexed completion mode");
            if (restart != "Never") errors.Invalid($"{TemplatePath}.restartPolicy", restart, "only \"Never\" is supported when backoffLimitPerIndex is specified");
        }

        if (spec.Member("maxFailedIndexes") is not { } failed) return;
        if (spec.Member("backoffLimitPerIndex") is null) errors.Required("spec.backoffLimitPerIndex", "when maxFailedIndexes is specified");
        if (failed.AsNumber() > completions) errors.Invalid("spec.maxFailedIndexes", failed, "must be less than or equal to completions");
    }
}
