using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1LabelSelector
{
    [JsonPropertyName("matchExpressions")] public IList<V1LabelSelectorRequirement> MatchExpressions { get; set; }
    [JsonPropertyName("matchLabels")] public IDictionary<string, string> MatchLabels { get; set; }
}

public partial record V1LabelSelectorRequirement
{
    [JsonPropertyName("key")] public string Key { get; set; }
    [JsonPropertyName("operator")] public string OperatorProperty { get; set; }
    [JsonPropertyName("values")] public IList<string> Values { get; set; }
}
