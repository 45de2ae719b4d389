using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1Probe
{
    [JsonPropertyName("exec")] public V1ExecAction Exec { get; set; }
    [JsonPropertyName("failureThreshold")] public int? FailureThreshold { get; set; }
    [JsonPropertyName("grpc")] public V1GRPCAction Grpc { get; set; }
    [JsonPropertyName("httpGet")] public V1HTTPGetAction HttpGet { get; set; }
    [JsonPropertyName("initialDelaySeconds")] public int? InitialDelaySeconds { get; set; }
    [JsonPropertyName("periodSeconds")] public int? PeriodSeconds { get; set; }
    [JsonPropertyName("successThreshold")] public int? SuccessThreshold { get; set; }
    [JsonPropertyName("tcpSocket")] public V1TCPSocketAction TcpSocket { get; set; }
    [JsonPropertyName("terminationGracePeriodSeconds")] public long? TerminationGracePeriodSeconds { get; set; }
    [JsonPropertyName("timeoutSeconds")] public int? TimeoutSeconds { get; set; }
}

public partial record V1Lifecycle
{
    [JsonPropertyName("postStart")] public V1LifecycleHandler PostStart { get; set; }
    [JsonPropertyName("preStop")] public V1LifecycleHandler PreStop { get; set; }
    [JsonPropertyName("stopSignal")] public string StopSignal { get; set; }
}

public partial record V1LifecycleHandler
{
    [JsonPropertyName("exec")] public V1ExecAction Exec { get; set; }
    [JsonPropertyName("httpGet")] public V1HTTPGetAction HttpGet { get; set; }
    [JsonPropertyName("sleep")] public V1SleepAction Sleep { get; set; }
    [JsonPropertyName("tcpSocket")] public V1TCPSocketAction TcpSocket { get; set; }
}

public partial record V1ExecAction
{
    [JsonPropertyName("command")] public IList<string> Command { get; set; }
}

public partial record V1HTTPGetAction
{
    [JsonPropertyName("host")] public string Host { get; set; }
    [JsonPropertyName("httpHeaders")] public IList<V1HTTPHeader> HttpHeaders { get; set; }
    [JsonPropertyName("path")] public string Path { get; set; }
    [JsonPropertyName("port")] public IntOrString Port { get; set; }
    [JsonPropertyName("scheme")] public string Scheme { get; set; }
}

public partial record V1HTTPHeader
{
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("value")] public string Value { get; set; }
}

public partial record V1SleepAction
{
    [JsonPropertyName("seconds")] public long Seconds { get; set; }
}

public partial record V1TCPSocketAction
{
    [JsonPropertyName("host")] public string Host { get; set; }
    [JsonPropertyName("port")] public IntOrString Port { get; set; }
}

public partial record V1GRPCAction
{
    [JsonPropertyName("port")] public int Port { get; set; }
    [JsonPropertyName("service")] public string Service { get; set; }
}
