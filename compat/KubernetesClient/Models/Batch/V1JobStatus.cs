using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1JobStatus
{
    [JsonPropertyName("active")] public int? Active { get; set; }
    [JsonPropertyName("completedIndexes")] public string CompletedIndexes { get; set; }
    [JsonPropertyName("completionTime")] public DateTime? CompletionTime { get; set; }
    [JsonPropertyName("conditions")] public IList<V1JobCondition> Conditions { get; set; }
    [JsonPropertyName("failed")] public int? Failed { get; set; }
    [JsonPropertyName("failedIndexes")] public string FailedIndexes { get; set; }
    [JsonPropertyName("ready")] public int? Ready { get; set; }
    [JsonPropertyName("startTime")] public DateTime? StartTime { get; set; }
    [JsonPropertyName("succeeded")] public int? Succeeded { get; set; }
    [JsonPropertyName("terminating")] public int? Terminating { get; set; }
    [JsonPropertyName("uncountedTerminatedPods")] public V1UncountedTerminatedPods UncountedTerminatedPods { get; set; }
}

public partial record V1JobCondition
{
    [JsonPropertyName("lastProbeTime")] public DateTime? LastProbeTime { get; set; }
    [JsonPropertyName("lastTransitionTime")] public DateTime? LastTransitionTime { get; set; }
    [JsonPropertyName("message")] public string Message { get; set; }
    [JsonPropertyName("reason")] public string Reason { get; set; }
    [JsonPropertyName("status")] public string Status { get; set; }
    [JsonPropertyName("type")] public string Type { get; set; }
}

public partial record V1UncountedTerminatedPods
{
    [JsonPropertyName("failed")] public IList<string> Failed { get; set; }
    [JsonPropertyName("succeeded")] public IList<string> Succeeded { get; set; }
}
