using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Admission.Pods;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Admission.Jobs;

/// <summary>The rules of <c>spec.podFailurePolicy</c>.</summary>
internal static class PodFailurePolicyValidation
{
    private const int MostRules = 20;
    private const int MostExitCodes = 255;
    private const int MostConditions = 20;

    public static void Check(JsonObject policy, JsonObject spec, JsonObject pod, FieldErrors errors)
    {
        if (pod.Text("restartPolicy") != "Never")
        {
            errors.Invalid("spec.template.spec.restartPolicy", pod.Member("restartPolicy"), "only \"Never\" is supported when podFailurePolicy is specified");
        }

        JsonObject[] rules = [.. policy.Maps("rules")];
        if (rules.Length > MostRules) errors.TooMany("spec.podFailurePolicy.rules", rules.Length, MostRules);
        HashSet<string> containers = [.. PodDefaults.Containers(pod).Select(container => container.Text("name") ?? "")];
        for (int i = 0; i < rules.Length; i++) Rule(rules[i], $"spec.podFailurePolicy.rules[{i}]", spec, containers, errors);
    }

    private static void Rule(JsonObject rule, string path, JsonObject spec, HashSet<string> containers, FieldErrors errors)
    {
        string action = rule.Text("action") ?? "";
        if (action.Length == 0) errors.Required($"{path}.action", "valid values: \"Count\", \"FailIndex\", \"FailJob\", \"Ignore\"");
        else if (action is not ("Count" or "FailIndex" or "FailJob" or "Ignore")) errors.NotSupported($"{path}.action", action, "Count", "FailIndex", "FailJob", "Ignore");
        if (action == "FailIndex" && spec.Member("backoffLimitPerIndex") is null) errors.Invalid($"{path}.action", action, "requires the backoffLimitPerIndex to be set");

        JsonObject? exitCodes = rule.Map("onExitCodes");
        JsonObject[] conditions = [.. rule.Maps("onPodConditions")];
        if (exitCodes is not null && conditions.Length > 0) errors.Invalid(path, "", "specifying both OnExitCodes and OnPodConditions is not supported");
        if (exitCodes is null && conditions.Length == 0) errors.Invalid(path, "", "specifying one of OnExitCodes and OnPodConditions is required");
        if (exitCodes is not null) ExitCodes(exitCodes, $"{path}.onExitCodes", containers, errors);
        if (conditions.Length > MostConditions) errors.TooMany($"{path}.onPodConditions", conditions.Length, MostConditions);
        for (int i = 0; i < conditions.Length; i++)
        {
            string at = $"{path}.onPodConditions[{i}]";
            NameRules.QualifiedName(conditions[i].Text("type") ?? "", $"{at}.type", errors);
            if (conditions[i].Text("status") is not ("True" or "False" or "Unknown")) errors.NotSupported($"{at}.status", conditions[i].Member("status"), "False", "True", "Unknown");
        }
    }

    private static void ExitCodes(JsonObject requirement, string path, HashSet<string> containers, FieldErrors errors)
    {
        string @operator = requirement.Text("operator") ?? "";
        if (@operator.Length == 0) errors.Required($"{path}.operator", "valid values: \"In\", \"NotIn\"");
        else if (@operator is not ("In" or "NotIn")) errors.NotSupported($"{path}.operator", @operator, "In", "NotIn");
        if (requirement.Text("containerName") is { } name && !containers.Contains(name))
        {
            errors.Invalid($"{path}.containerName", name, "must be one of the container or initContainer names in the pod template");
        }

        JsonArray values = requirement.Items("values") ?? [];
        if (values.Count == 0) errors.Invalid($"{path}.values", new JsonArray(), "at least one value is required");
        else if (values.Count > MostExitCodes) errors.TooMany($"{path}.values", values.Count, MostExitCodes);
        var seen = new HashSet<long>();
        bool ordered = true;
        for (int i = 0; i < values.Count; i++)
        {
            long value = values[i].AsNumber() ?? 0;
            if (@operator == "In" && value == 0) errors.Invalid($"{path}.values[{i}]", values[i], "must not be 0 for the In operator");
            if (!seen.Add(value)) errors.Duplicate($"{path}.values[{i}]", values[i]);
            if (i > 0 && (values[i - 1].AsNumber() ?? 0) > value) ordered = false;
        }

        if (!ordered) errors.Invalid($"{path}.values", values.DeepClone(), "must be ordered");
    }
}
