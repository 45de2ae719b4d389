using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1ContainerStatus
{
    [JsonPropertyName("allocatedResources")] public IDictionary<string, ResourceQuantity> AllocatedResources { get; set; }
    [JsonPropertyName("containerID")] public string ContainerID { get; set; }
    [JsonPropertyName("image")] public string Image { get; set; }
    [JsonPropertyName("imageID")] public string ImageID { get; set; }
    [JsonPropertyName("lastState")] public V1ContainerState LastState { get; set; }
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("ready")] public bool Ready { get; set; }
    [JsonPropertyName("resources")] public V1ResourceRequirements Resources { get; set; }
    [JsonPropertyName("restartCount")] public int RestartCount { get; set; }
    [JsonPropertyName("started")] public bool? Started { get; set; }
    [JsonPropertyName("state")] public V1ContainerState State { get; set; }
    [JsonPropertyName("stopSignal")] public string StopSignal { get; set; }
    [JsonPropertyName("volumeMounts")] public IList<V1VolumeMountStatus> VolumeMounts { get; set; }
}

public partial record V1ContainerState
{
    [JsonPropertyName("running")] public V1ContainerStateRunning Running { get; set; }
    [JsonPropertyName("terminated")] public V1ContainerStateTerminated Terminated { get; set; }
    [JsonPropertyName("waiting")] public V1ContainerStateWaiting Waiting { get; set; }
}

public partial record V1ContainerStateRunning
{
    [JsonPropertyName("startedAt")] public DateTime? StartedAt { get; set; }
}

public partial record V1ContainerStateTerminated
{
    [JsonPropertyName("containerID")] public string ContainerID { get; set; }
    [JsonPropertyName("exitCode")] public int ExitCode { get; set; }
    [JsonPropertyName("finishedAt")] public DateTime? FinishedAt { get; set; }
    [JsonPropertyName("message")] public string Message { get; set; }
    [JsonPropertyName("reason")] public string Reason { get; set; }
    [JsonPropertyName("signal")] public int? Signal { get; set; }
    [JsonPropertyName("startedAt")] public DateTime? StartedAt { get; set; }
}

public partial record V1ContainerStateWaiting
{
    [JsonPropertyName("message")] public string Message { get; set; }
    [JsonPropertyName("reason")] public string Reason { get; set; }
}

public partial record V1VolumeMountStatus
{
    [JsonPropertyName("mountPath")] public string MountPath { get; set; }
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("readOnly")] public bool? ReadOnlyProperty { get; set; }
    [JsonPropertyName("recursiveReadOnly")] public string RecursiveReadOnly { get; set; }
}
