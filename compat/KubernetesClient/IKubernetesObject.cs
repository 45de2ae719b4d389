using System.Text.Json.Serialization;
using k8s.Models;

namespace k8s;

/// <summary>Anything with an apiVersion and a kind.</summary>
public interface IKubernetesObject
{
    [JsonPropertyName("apiVersion")]
    string ApiVersion { get; set; }

    [JsonPropertyName("kind")]
    string Kind { get; set; }
}

/// <summary>An object (<see cref="V1ObjectMeta"/>) or a list of them (<see cref="V1ListMeta"/>).</summary>
public interface IKubernetesObject<TMetadata> : IKubernetesObject, IMetadata<TMetadata>
{
}

/// <summary>For reading an object of a kind not known beforehand.</summary>
public class KubernetesObject : IKubernetesObject
{
    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; }

    [JsonPropertyName("kind")]
    public string Kind { get; set; }
}
