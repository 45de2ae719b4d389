using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1PodFailurePolicy
{
    [JsonPropertyName("rules")] public IList<V1PodFailurePolicyRule> Rules { get; set; }
}

public partial record V1PodFailurePolicyRule
{
    [JsonPropertyName("action")] public string Action { get; set; }
    [JsonPropertyName("onExitCodes")] public V1PodFailurePolicyOnExitCodesRequirement OnExitCodes { get; set; }
    [JsonPropertyName("onPodConditions")] public IList<V1PodFailurePolicyOnPodConditionsPattern> OnPodConditions { get; set; }
}

public partial record V1PodFailurePolicyOnExitCodesRequirement
{
    [JsonPropertyName("containerName")] public string ContainerName { get; set; }
    [JsonPropertyName("operator")] public string OperatorProperty { get; set; }
    [JsonPropertyName("values")] public IList<int> Values { get; set; }
}

public partial record V1PodFailurePolicyOnPodConditionsPattern
{
    [JsonPropertyName("status")] public string Status { get; set; }
    [JsonPropertyName("type")] public string Type { get; set; }
}

public partial record V1SuccessPolicy
{
    [JsonPropertyName("rules")] public IList<V1SuccessPolicyRule> Rules { get; set; }
}

public partial record V1SuccessPolicyRule
{
    [JsonPropertyName("succeededCount")] public int? SucceededCount { get; set; }
    [JsonPropertyName("succeededIndexes")] public string SucceededIndexes { get; set; }
}
