using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Admission.Pods;

/// <summary>The rules of a pod's spec.</summary>
internal static class PodSpecValidation
{
    private static readonly string[] Effects = ["NoExecute", "NoSchedule", "PreferNoSchedule"];

    public static void Check(JsonObject spec, string path, FieldErrors errors)
    {
        HashSet<string> volumes = Volumes(spec, $"{path}.volumes", errors);
        var names = new HashSet<string>();
        if (!spec.Maps("containers").Any()) errors.Required($"{path}.containers");
        ContainerValidation.Check(spec, "initContainers", path, names, volumes, errors);
        ContainerValidation.Check(spec, "containers", path, names, volumes, errors);
        if (spec.Text("restartPolicy") is not ("Always" or "OnFailure" or "Never")) errors.NotSupported($"{path}.restartPolicy", spec.Member("restartPolicy"), "Always", "Never", "OnFailure");
        if (spec.Number("terminationGracePeriodSeconds") < 0) errors.Invalid($"{path}.terminationGracePeriodSeconds", spec.Member("terminationGracePeriodSeconds"), "must be greater than or equal to 0");
        if (spec.Member("activeDeadlineSeconds") is { } deadline && deadline.AsNumber() is null or < 1 or > int.MaxValue) errors.Invalid($"{path}.activeDeadlineSeconds", deadline, "must be between 1 and 2147483647, inclusive");
        if (spec.Text("serviceAccountName") is { Length: > 0 } account) NameRules.Subdomain(account, $"{path}.serviceAccountName", errors);
        if (spec.Text("priorityClassName") is { Length: > 0 } priority) NameRules.Subdomain(priority, $"{path}.priorityClassName", errors);
        if (spec.Text("runtimeClassName") is { Length: > 0 } runtime) NameRules.Subdomain(runtime, $"{path}.runtimeClassName", errors);
        if (spec.Text("hostname") is { Length: > 0 } host) NameRules.Label(host, $"{path}.hostname", errors);
        if (spec.Text("subdomain") is { Length: > 0 } subdomain) NameRules.Label(subdomain, $"{path}.subdomain", errors);
        NameRules.Labels(spec.Member("nodeSelector"), $"{path}.nodeSelector", errors);
        int index = 0;
        foreach (JsonObject toleration in spec.Maps("tolerations")) Toleration(toleration, $"{path}.tolerations[{index++}]", errors);
    }

    private static void Toleration(JsonObject toleration, string path, FieldErrors errors)
    {
        string key = toleration.Text("key") ?? "";
        string @operator = toleration.Text("operator") is { Length: > 0 } given ? given : "Equal";
        if (key.Length > 0) NameRules.QualifiedName(key, $"{path}.key", errors);
        if (key.Length == 0 && @operator != "Exists") errors.Invalid($"{path}.operator", @operator, "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
        if (@operator is not ("Equal" or "Exists")) errors.NotSupported($"{path}.operator", @operator, "Equal", "Exists");
        if (@operator == "Exists" && toleration.Text("value") is { Length: > 0 } value) errors.Invalid($"{path}.operator", value, "value must be empty when `operator` is 'Exists'");
        if (toleration.Text("effect") is { Length: > 0 } effect && !Effects.Contains(effect)) errors.NotSupported($"{path}.effect", effect, Effects);
        if (toleration.Member("tolerationSeconds") is not null && toleration.Text("effect") != "NoExecute") errors.Invalid($"{path}.effect", toleration.Text("effect") ?? "", "effect must be 'NoExecute' when `tolerationSeconds` is set");
    }

    private static HashSet<string> Volumes(JsonObject spec, string path, FieldErrors errors)
    {
        var names = new HashSet<string>();
        int index = 0;
        foreach (JsonObject volume in spec.Maps("volumes"))
        {
            string at = $"{path}[{index++}]";
            string name = volume.Text("name") ?? "";
            if (name.Length == 0) errors.Required($"{at}.name");
            else NameRules.Label(name, $"{at}.name", errors);
            if (name.Length > 0 && !names.Add(name)) errors.Duplicate($"{at}.name", name);
            string[] sources = [.. volume.Where(member => member.Key != "name" && member.Value is not null).Select(member => member.Key)];
            if (sources.Length == 0) errors.Required(at, "must specify a volume type");
            foreach (string source in sources.Skip(1)) errors.Forbidden($"{at}.{source}", "may not specify more than 1 volume type");
            Source(volume, at, errors);
        }

        return names;
    }

    private static void Source(JsonObject volume, string at, FieldErrors errors)
    {
        if (volume.Map("secret") is { } secret && string.IsNullOrEmpty(secret.Text("secretName"))) errors.Required($"{at}.secret.secretName");
        if (volume.Map("configMap") is { } map && string.IsNullOrEmpty(map.Text("name"))) errors.Required($"{at}.configMap.name");
        if (volume.Map("persistentVolumeClaim") is { } claim && string.IsNullOrEmpty(claim.Text("claimName"))) errors.Required($"{at}.persistentVolumeClaim.claimName");
        if (volume.Map("hostPath") is { } host && string.IsNullOrEmpty(host.Text("path"))) errors.Required($"{at}.hostPath.path");
        if (volume.At("emptyDir", "sizeLimit") is { } limit && Quantity.Parse(limit) is null or < 0) errors.Invalid($"{at}.emptyDir.sizeLimit", limit, Quantity.Message);
    }
}
