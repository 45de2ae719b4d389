using System.Text.Json.Serialization;

namespace k8s.Models;

[KubernetesEntity(Group = KubeGroup, Kind = KubeKind, ApiVersion = KubeApiVersion, PluralName = KubePluralName)]
public partial record V1Job : IKubernetesObject<V1ObjectMeta>, ISpec<V1JobSpec>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "Job";
    public const string KubeGroup = "batch";
    public const string KubePluralName = "jobs";

    [JsonPropertyName("apiVersion")] public string ApiVersion { get; set; }
    [JsonPropertyName("kind")] public string Kind { get; set; }
    [JsonPropertyName("metadata")] public V1ObjectMeta Metadata { get; set; }
    [JsonPropertyName("spec")] public V1JobSpec Spec { get; set; }
    [JsonPropertyName("status")] public V1JobStatus Status { get; set; }
}

[KubernetesEntity(Group = KubeGroup, Kind = KubeKind, ApiVersion = KubeApiVersion, PluralName = KubePluralName)]
public partial record V1JobList : IKubernetesObject<V1ListMeta>, IItems<V1Job>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "JobList";
    public const string KubeGroup = "batch";
    public const string KubePluralName = "jobs";

    [JsonPropertyName("apiVersion")] public string ApiVersion { get; set; }
    [JsonPropertyName("items")] public IList<V1Job> Items { get; set; }
    [JsonPropertyName("kind")] public string Kind { get; set; }
    [JsonPropertyName("metadata")] public V1ListMeta Metadata { get; set; }
}

public partial record V1JobSpec
{
    [JsonPropertyName("activeDeadlineSeconds")] public long? ActiveDeadlineSeconds { get; set; }
    [JsonPropertyName("backoffLimit")] public int? BackoffLimit { get; set; }
    [JsonPropertyName("backoffLimitPerIndex")] public int? BackoffLimitPerIndex { get; set; }
    [JsonPropertyName("completionMode")] public string CompletionMode { get; set; }
    [JsonPropertyName("completions")] public int? Completions { get; set; }
    [JsonPropertyName("managedBy")] public string ManagedBy { get; set; }
    [JsonPropertyName("manualSelector")] public bool? ManualSelector { get; set; }
    [JsonPropertyName("maxFailedIndexes")] public int? MaxFailedIndexes { get; set; }
    [JsonPropertyName("parallelism")] public int? Parallelism { get; set; }
    [JsonPropertyName("podFailurePolicy")] public V1PodFailurePolicy PodFailurePolicy { get; set; }
    [JsonPropertyName("podReplacementPolicy")] public string PodReplacementPolicy { get; set; }
    [JsonPropertyName("selector")] public V1LabelSelector Selector { get; set; }
    [JsonPropertyName("successPolicy")] public V1SuccessPolicy SuccessPolicy { get; set; }
    [JsonPropertyName("suspend")] public bool? Suspend { get; set; }
    [JsonPropertyName("template")] public V1PodTemplateSpec Template { get; set; }
    [JsonPropertyName("ttlSecondsAfterFinished")] public int? TtlSecondsAfterFinished { get; set; }
}
