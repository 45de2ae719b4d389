using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1Toleration
{
    [JsonPropertyName("effect")] public string Effect { get; set; }
    [JsonPropertyName("key")] public string Key { get; set; }
    [JsonPropertyName("operator")] public string OperatorProperty { get; set; }
    [JsonPropertyName("tolerationSeconds")] public long? TolerationSeconds { get; set; }
    [JsonPropertyName("value")] public string Value { get; set; }
}

public partial record V1TopologySpreadConstraint
{
    [JsonPropertyName("labelSelector")] public V1LabelSelector LabelSelector { get; set; }
    [JsonPropertyName("matchLabelKeys")] public IList<string> MatchLabelKeys { get; set; }
    [JsonPropertyName("maxSkew")] public int MaxSkew { get; set; }
    [JsonPropertyName("minDomains")] public int? MinDomains { get; set; }
    [JsonPropertyName("nodeAffinityPolicy")] public string NodeAffinityPolicy { get; set; }
    [JsonPropertyName("nodeTaintsPolicy")] public string NodeTaintsPolicy { get; set; }
    [JsonPropertyName("topologyKey")] public string TopologyKey { get; set; }
    [JsonPropertyName("whenUnsatisfiable")] public string WhenUnsatisfiable { get; set; }
}

public partial record V1PodSchedulingGate
{
    [JsonPropertyName("name")] public string Name { get; set; }
}

public partial record V1PodReadinessGate
{
    [JsonPropertyName("conditionType")] public string ConditionType { get; set; }
}

public partial record V1PodResourceClaim
{
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("resourceClaimName")] public string ResourceClaimName { get; set; }
    [JsonPropertyName("resourceClaimTemplateName")] public string ResourceClaimTemplateName { get; set; }
}
