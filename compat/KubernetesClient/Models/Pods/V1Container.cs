using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1Container
{
    [JsonPropertyName("args")] public IList<string> Args { get; set; }
    [JsonPropertyName("command")] public IList<string> Command { get; set; }
    [JsonPropertyName("env")] public IList<V1EnvVar> Env { get; set; }
    [JsonPropertyName("envFrom")] public IList<V1EnvFromSource> EnvFrom { get; set; }
    [JsonPropertyName("image")] public string Image { get; set; }
    [JsonPropertyName("imagePullPolicy")] public string ImagePullPolicy { get; set; }
    [JsonPropertyName("lifecycle")] public V1Lifecycle Lifecycle { get; set; }
    [JsonPropertyName("livenessProbe")] public V1Probe LivenessProbe { get; set; }
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("ports")] public IList<V1ContainerPort> Ports { get; set; }
    [JsonPropertyName("readinessProbe")] public V1Probe ReadinessProbe { get; set; }
    [JsonPropertyName("resizePolicy")] public IList<V1ContainerResizePolicy> ResizePolicy { get; set; }
    [JsonPropertyName("resources")] public V1ResourceRequirements Resources { get; set; }
    [JsonPropertyName("restartPolicy")] public string RestartPolicy { get; set; }
    [JsonPropertyName("restartPolicyRules")] public IList<V1ContainerRestartRule> RestartPolicyRules { get; set; }
    [JsonPropertyName("securityContext")] public V1SecurityContext SecurityContext { get; set; }
    [JsonPropertyName("startupProbe")] public V1Probe StartupProbe { get; set; }
    [JsonPropertyName("stdin")] public bool? Stdin { get; set; }
    [JsonPropertyName("stdinOnce")] public bool? StdinOnce { get; set; }
    [JsonPropertyName("terminationMessagePath")] public string TerminationMessagePath { get; set; }
    [JsonPropertyName("terminationMessagePolicy")] public string TerminationMessagePolicy { get; set; }
    [JsonPropertyName("tty")] public bool? Tty { get; set; }
    [JsonPropertyName("volumeDevices")] public IList<V1VolumeDevice> VolumeDevices { get; set; }
    [JsonPropertyName("volumeMounts")] public IList<V1VolumeMount> VolumeMounts { get; set; }
    [JsonPropertyName("workingDir")] public string WorkingDir { get; set; }
}

public partial record V1ContainerPort
{
    [JsonPropertyName("containerPort")] public int ContainerPort { get; set; }
    [JsonPropertyName("hostIP")] public string HostIP { get; set; }
    [JsonPropertyName("hostPort")] public int? HostPort { get; set; }
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("protocol")] public string Protocol { get; set; }
}

public partial record V1ContainerResizePolicy
{
    [JsonPropertyName("resourceName")] public string ResourceName { get; set; }
    [JsonPropertyName("restartPolicy")] public string RestartPolicy { get; set; }
}

public partial record V1ContainerRestartRule
{
    [JsonPropertyName("action")] public string Action { get; set; }
    [JsonPropertyName("exitCodes")] public V1ContainerRestartRuleOnExitCodes ExitCodes { get; set; }
}

public partial record V1ContainerRestartRuleOnExitCodes
{
    [JsonPropertyName("operator")] public string OperatorProperty { get; set; }
    [JsonPropertyName("values")] public IList<int?> Values { get; set; }
}

public partial record V1ResourceRequirements
{
    [JsonPropertyName("claims")] public IList<Corev1ResourceClaim> Claims { get; set; }
    [JsonPropertyName("limits")] public IDictionary<string, ResourceQuantity> Limits { get; set; }
    [JsonPropertyName("requests")] public IDictionary<string, ResourceQuantity> Requests { get; set; }
}

public partial record Corev1ResourceClaim
{
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("request")] public string Request { get; set; }
}
