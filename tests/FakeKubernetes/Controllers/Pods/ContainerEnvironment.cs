using System.Text;
using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Controllers.Pods;

/// <summary>A container's variables with every reference resolved.</summary>
internal static class ContainerEnvironment
{
    /// <exception cref="ConfigurationException">A Secret, a ConfigMap or a key of it is missing and not optional.</exception>
    public static Dictionary<string, string> Resolve(JsonObject pod, JsonObject container, Func<ResourceKind, string, JsonObject?> get)
    {
        var variables = new Dictionary<string, string>();
        foreach (JsonObject source in container.Items("envFrom")) AddAll(variables, source, pod, get);
        foreach (JsonObject variable in container.Items("env"))
        {
            string name = variable.Text("name")!;
            if (variable["valueFrom"] is JsonObject from)
            {
                if (Value(from, pod, container, get) is { } value) variables[name] = value;
            }
            else
            {
                variables[name] = Expand(variable.Text("value") ?? "", variables);
            }
        }

        return variables;
    }

    /// <summary>$(NAME) of known variables; $$(NAME) stays $(NAME).</summary>
    public static string Expand(string text, IReadOnlyDictionary<string, string> variables)
    {
        var result = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            int end = text[i] == '$' && i + 1 < text.Length ? text.IndexOf(')', i) : -1;
            if (text[i] == '$' && i + 1 < text.Length && text[i + 1] == '$')
            {
                result.Append('$');
                i++;
            }
            else if (end > 0 && text[i + 1] == '(' && variables.TryGetValue(text[(i + 2)..end], out string? value))
            {
                result.Append(value);
                i = end;
            }
            else
            {
                result.Append(text[i]);
            }
        }

        return result.ToString();
    }

    private static void AddAll(Dictionary<string, string> variables, JsonObject source, JsonObject pod, Func<ResourceKind, string, JsonObject?> get)
    {
        string prefix = source.Text("prefix") ?? "";
        foreach ((string field, ResourceKind kind) in (ReadOnlySpan<(string, ResourceKind)>)[("configMapRef", ResourceKind.ConfigMaps), ("secretRef", ResourceKind.Secrets)])
        {
            if (source[field] is not JsonObject reference) continue;
            JsonObject? item = get(kind, reference.Text("name")!);
            if (item is null && !reference.Flag("optional")) throw NotFound(kind, reference.Text("name")!);
            if (item is null) continue;
            foreach ((string key, byte[] value) in KeyedData.Of(kind, item)) variables[prefix + key] = Encoding.UTF8.GetString(value);
        }
    }

    private static string? Value(JsonObject from, JsonObject pod, JsonObject container, Func<ResourceKind, string, JsonObject?> get)
    {
        if (from.Text("fieldRef", "fieldPath") is { } path) return Field(pod, path);
        if (from.Text("resourceFieldRef", "resource") is { } resource)
            return container.At("resources", resource[..resource.IndexOf('.')], resource[(resource.IndexOf('.') + 1)..])?.ToString() ?? "0";
        (ResourceKind kind, JsonObject reference) = from["secretKeyRef"] is JsonObject secret
            ? (ResourceKind.Secrets, secret) : (ResourceKind.ConfigMaps, from["configMapKeyRef"]!.AsObject());
        string name = reference.Text("name")!;
        string key = reference.Text("key")!;
        bool optional = reference.Flag("optional");
        if (get(kind, name) is not { } item) return optional ? null : throw NotFound(kind, name);
        if (KeyedData.Of(kind, item).TryGetValue(key, out byte[]? value)) return Encoding.UTF8.GetString(value);
        return optional ? null : throw new ConfigurationException($"couldn't find key {key} in {kind.Kind} {pod.Namespace()}/{name}");
    }

    private static string Field(JsonObject pod, string path)
    {
        int bracket = path.IndexOf("['", StringComparison.Ordinal);
        if (bracket > 0) return pod.Text([.. path[..bracket].Split('.'), path[(bracket + 2)..^2]]) ?? "";
        return path switch
        {
            "status.podIP" or "status.podIPs" => PodAddress.Of(pod),
            "status.hostIP" or "status.hostIPs" => "127.0.0.1",
            "spec.serviceAccountName" => pod.Text("spec", "serviceAccountName") ?? "default",
            _ => pod.Text(path.Split('.')) ?? "",
        };
    }

    private static ConfigurationException NotFound(ResourceKind kind, string name) => new($"{kind.Kind.ToLowerInvariant()} \"{name}\" not found");
}

/// <summary>The kubelet's CreateContainerConfigError.</summary>
internal sealed class ConfigurationException(string message) : Exception(message);
