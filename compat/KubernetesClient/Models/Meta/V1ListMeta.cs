using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1ListMeta
{
    [JsonPropertyName("continue")] public string ContinueProperty { get; set; }
    [JsonPropertyName("remainingItemCount")] public long? RemainingItemCount { get; set; }
    [JsonPropertyName("resourceVersion")] public string ResourceVersion { get; set; }
    [JsonPropertyName("selfLink")] public string SelfLink { get; set; }
}
