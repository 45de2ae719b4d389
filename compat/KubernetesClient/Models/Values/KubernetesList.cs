using System.Text.Json.Serialization;

namespace k8s.Models;

/// <summary>A list of any kind of object.</summary>
public class KubernetesList<T> : IMetadata<V1ListMeta>, IItems<T>
    where T : IKubernetesObject
{
    public KubernetesList(IList<T> items, string apiVersion = default, string kind = default, V1ListMeta metadata = default) =>
        (Items, ApiVersion, Kind, Metadata) = (items, apiVersion, kind, metadata);

    [JsonPropertyName("apiVersion")] public string ApiVersion { get; set; }
    [JsonPropertyName("items")] public IList<T> Items { get; set; }
    [JsonPropertyName("kind")] public string Kind { get; set; }
    [JsonPropertyName("metadata")] public V1ListMeta Metadata { get; set; }
}
