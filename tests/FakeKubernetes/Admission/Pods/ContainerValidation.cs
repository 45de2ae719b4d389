using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Admission.Pods;

/// <summary>The rules of containers and init containers.</summary>
internal static class ContainerValidation
{
    public static void Check(JsonObject spec, string list, string path, HashSet<string> names, HashSet<string> volumes, FieldErrors errors)
    {
        int index = 0;
        foreach (JsonObject container in spec.Maps(list))
        {
            string at = $"{path}.{list}[{index++}]";
            string name = container.Text("name") ?? "";
            if (name.Length == 0) errors.Required($"{at}.name");
            else NameRules.Label(name, $"{at}.name", errors);
            if (name.Length > 0 && !names.Add(name)) errors.Duplicate($"{at}.name", name);
            string image = container.Text("image") ?? "";
            if (image.Length == 0) errors.Required($"{at}.image");
            else if (image.Trim() != image) errors.Invalid($"{at}.image", image, "must not have leading or trailing whitespace");
            if (container.Text("imagePullPolicy") is not ("Always" or "IfNotPresent" or "Never")) errors.NotSupported($"{at}.imagePullPolicy", container.Member("imagePullPolicy"), "Always", "IfNotPresent", "Never");
            if (container.Text("terminationMessagePolicy") is not ("File" or "FallbackToLogsOnError")) errors.NotSupported($"{at}.terminationMessagePolicy", container.Member("terminationMessagePolicy"), "FallbackToLogsOnError", "File");
            RestartPolicy(container, list, at, errors);
            Environment(container, at, errors);
            Mounts(container, at, volumes, errors);
            Ports(container, at, errors);
            Resources(container.Map("resources"), $"{at}.resources", errors);
        }
    }

    private static void RestartPolicy(JsonObject container, string list, string at, FieldErrors errors)
    {
        if (container.Member("restartPolicy") is not { } policy) return;
        if (list == "containers") errors.Forbidden($"{at}.restartPolicy", "may not be set for non-init containers");
        else if (policy.AsText() != "Always") errors.NotSupported($"{at}.restartPolicy", policy, "Always");
    }

    private static void Environment(JsonObject container, string at, FieldErrors errors)
    {
        int index = 0;
        foreach (JsonObject variable in container.Maps("env"))
        {
            string path = $"{at}.env[{index++}]";
            string name = variable.Text("name") ?? "";
            if (name.Length == 0) errors.Required($"{path}.name");
            else if (name.Contains('=') || name.Any(c => c is < ' ' or > '~')) errors.Invalid($"{path}.name", name, "a valid environment variable name must consist only of printable ASCII characters other than '='");
            if (variable.Map("valueFrom") is not { } source) continue;
            if (variable.Text("value") is { Length: > 0 }) errors.Invalid($"{path}.valueFrom", "", "may not be specified when `value` is not empty");
            if (source.Count == 0) errors.Invalid($"{path}.valueFrom", "", "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`");
            if (source.Count > 1) errors.Invalid($"{path}.valueFrom", "", "may not have more than one field specified at a time");
            foreach (string kind in (ReadOnlySpan<string>)["secretKeyRef", "configMapKeyRef"])
            {
                if (source.Map(kind) is not { } reference) continue;
                if (string.IsNullOrEmpty(reference.Text("name"))) errors.Required($"{path}.valueFrom.{kind}.name");
                if (string.IsNullOrEmpty(reference.Text("key"))) errors.Required($"{path}.valueFrom.{kind}.key");
            }
        }
    }

    private static void Mounts(JsonObject container, string at, HashSet<string> volumes, FieldErrors errors)
    {
        var paths = new HashSet<string>();
        int index = 0;
        foreach (JsonObject mount in container.Maps("volumeMounts"))
        {
            string path = $"{at}.volumeMounts[{index++}]";
            string name = mount.Text("name") ?? "";
            string target = mount.Text("mountPath") ?? "";
            if (name.Length == 0) errors.Required($"{path}.name");
            else if (!volumes.Contains(name)) errors.NotFound($"{path}.name", name);
            if (target.Length == 0) errors.Required($"{path}.mountPath");
            else if (!paths.Add(target)) errors.Invalid($"{path}.mountPath", target, "must be unique");
            if (mount.Text("subPath") is { Length: > 0 } sub && (sub.StartsWith('/') || sub.Split('/').Contains(".."))) errors.Invalid($"{path}.subPath", sub, "must be a relative path without '..'");
        }
    }

    private static void Ports(JsonObject container, string at, FieldErrors errors)
    {
        int index = 0;
        foreach (JsonObject port in container.Maps("ports"))
        {
            string path = $"{at}.ports[{index++}]";
            if (port.Number("containerPort") is null) errors.Required($"{path}.containerPort");
            else if (port.Number("containerPort") is < 1 or > 65535) errors.Invalid($"{path}.containerPort", port.Member("containerPort"), "must be between 1 and 65535, inclusive");
            if (port.Text("name") is { Length: > 15 } name) errors.Invalid($"{path}.name", name, "must be no more than 15 characters");
        }
    }

    private static void Resources(JsonObject? resources, string at, FieldErrors errors)
    {
        foreach (string list in (ReadOnlySpan<string>)["limits", "requests"])
        {
            foreach ((string name, JsonNode? amount) in resources.Map(list) ?? [])
            {
                string path = $"{at}.{list}[{name}]";
                if (!name.Contains('/') && !IsStandard(name)) errors.Invalid(path, name, "must be a standard resource type or fully qualified");
                if (Quantity.Parse(amount) is not { } value) throw ApiErrors.BadRequest($"{path}: {Quantity.Message}, not {JsonText.Text(amount)}");
                if (value < 0) errors.Invalid(path, amount, "must be greater than or equal to 0");
                if (name.Contains('/') && value != decimal.Truncate(value)) errors.Invalid(path, amount, "must be an integer");
            }
        }

        foreach ((string name, JsonNode? request) in resources.Map("requests") ?? [])
        {
            JsonNode? limit = resources.At("limits", name);
            bool whole = name.Contains('/') || name.StartsWith("hugepages-", StringComparison.Ordinal);
            if (limit is null && whole) errors.Required($"{at}.limits", "Limit must be set for non overcommitable resources");
            if (limit is null) continue;
            if (whole && Quantity.Parse(request) != Quantity.Parse(limit)) errors.Invalid($"{at}.requests", request, $"must be equal to {name} limit of {limit.AsText() ?? limit.ToJsonString()}");
            else if (Quantity.Parse(request) > Quantity.Parse(limit)) errors.Invalid($"{at}.requests", request, $"must be less than or equal to {name} limit of {limit.AsText() ?? limit.ToJsonString()}");
        }
    }

    private static bool IsStandard(string name) => name is "cpu" or "memory" or "ephemeral-storage" || name.StartsWith("hugepages-", StringComparison.Ordinal);
}
