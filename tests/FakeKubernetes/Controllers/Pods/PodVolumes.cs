using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Controllers.Pods;

/// <summary>The files of ConfigMap, Secret and projected volumes.</summary>
internal static class PodVolumes
{
    /// <summary>What keeps the pod's volumes from being mounted; null when nothing does.</summary>
    public static string? Problem(JsonObject pod, Func<ResourceKind, string, JsonObject?> get)
    {
        foreach (JsonObject volume in pod.Items("spec", "volumes"))
        {
            try
            {
                Files(volume, get);
            }
            catch (ConfigurationException problem)
            {
                return $"MountVolume.SetUp failed for volume \"{volume.Text("name")}\" : {problem.Message}";
            }
        }

        return null;
    }

    /// <summary>By path within the volume; null for a volume of another kind.</summary>
    /// <exception cref="ConfigurationException">Something that is not optional is missing.</exception>
    public static Dictionary<string, byte[]>? Files(JsonObject volume, Func<ResourceKind, string, JsonObject?> get)
    {
        if (volume["configMap"] is JsonObject map) return Files(ResourceKind.ConfigMaps, map, map.Text("name")!, get);
        if (volume["secret"] is JsonObject secret) return Files(ResourceKind.Secrets, secret, secret.Text("secretName")!, get);
        if (volume["projected"] is not JsonObject projected) return null;
        var all = new Dictionary<string, byte[]>();
        foreach (JsonObject source in projected.Items("sources"))
        {
            foreach ((string path, byte[] content) in Projected(source, get)) all[path] = content;
        }

        return all;
    }

    private static Dictionary<string, byte[]> Projected(JsonObject source, Func<ResourceKind, string, JsonObject?> get)
    {
        if (source["configMap"] is JsonObject map) return Files(ResourceKind.ConfigMaps, map, map.Text("name")!, get);
        if (source["secret"] is JsonObject secret) return Files(ResourceKind.Secrets, secret, secret.Text("name")!, get);
        if (source.Text("serviceAccountToken", "path") is { } path) return new() { [path] = "token"u8.ToArray() };
        return [];
    }

    private static Dictionary<string, byte[]> Files(ResourceKind kind, JsonObject source, string name, Func<ResourceKind, string, JsonObject?> get)
    {
        bool optional = source.Flag("optional");
        if (get(kind, name) is not { } item) return optional ? [] : throw new ConfigurationException($"{kind.Kind.ToLowerInvariant()} \"{name}\" not found");
        Dictionary<string, byte[]> data = KeyedData.Of(kind, item);
        if (source["items"] is not JsonArray) return data;
        var chosen = new Dictionary<string, byte[]>();
        foreach (JsonObject entry in source.Items("items"))
        {
            if (data.TryGetValue(entry.Text("key")!, out byte[]? content)) chosen[entry.Text("path")!] = content;
            else if (!optional) throw new ConfigurationException($"{kind.Kind.ToLowerInvariant()} references non-existent config key: {entry.Text("key")}");
        }

        return chosen;
    }
}
