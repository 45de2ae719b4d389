using System.Text.Json.Serialization;

namespace k8s.Models;

[KubernetesEntity(Group = KubeGroup, Kind = KubeKind, ApiVersion = KubeApiVersion, PluralName = KubePluralName)]
public partial record V1PodDisruptionBudget : IKubernetesObject<V1ObjectMeta>, ISpec<V1PodDisruptionBudgetSpec>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "PodDisruptionBudget";
    public const string KubeGroup = "policy";
    public const string KubePluralName = "poddisruptionbudgets";

    [JsonPropertyName("apiVersion")] public string ApiVersion { get; set; }
    [JsonPropertyName("kind")] public string Kind { get; set; }
    [JsonPropertyName("metadata")] public V1ObjectMeta Metadata { get; set; }
    [JsonPropertyName("spec")] public V1PodDisruptionBudgetSpec Spec { get; set; }
    [JsonPropertyName("status")] public V1PodDisruptionBudgetStatus Status { get; set; }
}

[KubernetesEntity(Group = KubeGroup, Kind = KubeKind, ApiVersion = KubeApiVersion, PluralName = KubePluralName)]
public partial record V1PodDisruptionBudgetList : IKubernetesObject<V1ListMeta>, IItems<V1PodDisruptionBudget>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "PodDisruptionBudgetList";
    public const string KubeGroup = "policy";
    public const string KubePluralName = "poddisruptionbudgets";

    [JsonPropertyName("apiVersion")] public string ApiVersion { get; set; }
    [JsonPropertyName("items")] public IList<V1PodDisruptionBudget> Items { get; set; }
    [JsonPropertyName("kind")] public string Kind { get; set; }
    [JsonPropertyName("metadata")] public V1ListMeta Metadata { get; set; }
}

public partial record V1PodDisruptionBudgetSpec
{
    [JsonPropertyName("maxUnavailable")] public IntOrString MaxUnavailable { get; set; }
    [JsonPropertyName("minAvailable")] public IntOrString MinAvailable { get; set; }
    [JsonPropertyName("selector")] public V1LabelSelector Selector { get; set; }
    [JsonPropertyName("unhealthyPodEvictionPolicy")] public string UnhealthyPodEvictionPolicy { get; set; }
}

public partial record V1PodDisruptionBudgetStatus
{
    [JsonPropertyName("conditions")] public IList<V1Condition> Conditions { get; set; }
    [JsonPropertyName("currentHealthy")] public int CurrentHealthy { get; set; }
    [JsonPropertyName("desiredHealthy")] public int DesiredHealthy { get; set; }
    [JsonPropertyName("disruptedPods")] public IDictionary<string, DateTime?> DisruptedPods { get; set; }
    [JsonPropertyName("disruptionsAllowed")] public int DisruptionsAllowed { get; set; }
    [JsonPropertyName("expectedPods")] public int ExpectedPods { get; set; }
    [JsonPropertyName("observedGeneration")] public long? ObservedGeneration { get; set; }
}
