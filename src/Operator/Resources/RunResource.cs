using System.Text.Json;
using System.Text.Json.Serialization;
using k8s;
using k8s.Models;
using RL4VLM.Core.Manifest;

namespace RL4VLM.Operator.Resources;

/// <summary>An <c>RL4VLMRun</c> as the API serves it. Spec and status stay JSON: the spec is read by the manifest's own reader, and the
/// status is what the next patch is compared with.</summary>
public sealed class RunResource : IKubernetesObject<V1ObjectMeta>
{
    public const string Plural = RunManifest.Plural;

    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = $"{RunManifest.Group}/{RunManifest.Version}";

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = RunManifest.KindName;

    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();

    [JsonPropertyName("spec")]
    public JsonElement Spec { get; set; }

    [JsonPropertyName("status")]
    public JsonElement? Status { get; set; }
}
