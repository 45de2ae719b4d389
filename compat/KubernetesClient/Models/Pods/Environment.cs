using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1EnvVar
{
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("value")] public string Value { get; set; }
    [JsonPropertyName("valueFrom")] public V1EnvVarSource ValueFrom { get; set; }
}

public partial record V1EnvVarSource
{
    [JsonPropertyName("configMapKeyRef")] public V1ConfigMapKeySelector ConfigMapKeyRef { get; set; }
    [JsonPropertyName("fieldRef")] public V1ObjectFieldSelector FieldRef { get; set; }
    [JsonPropertyName("fileKeyRef")] public V1FileKeySelector FileKeyRef { get; set; }
    [JsonPropertyName("resourceFieldRef")] public V1ResourceFieldSelector ResourceFieldRef { get; set; }
    [JsonPropertyName("secretKeyRef")] public V1SecretKeySelector SecretKeyRef { get; set; }
}

public partial record V1EnvFromSource
{
    [JsonPropertyName("configMapRef")] public V1ConfigMapEnvSource ConfigMapRef { get; set; }
    [JsonPropertyName("prefix")] public string Prefix { get; set; }
    [JsonPropertyName("secretRef")] public V1SecretEnvSource SecretRef { get; set; }
}

public partial record V1ConfigMapEnvSource
{
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("optional")] public bool? Optional { get; set; }
}

public partial record V1SecretEnvSource
{
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("optional")] public bool? Optional { get; set; }
}

public partial record V1ConfigMapKeySelector
{
    [JsonPropertyName("key")] public string Key { get; set; }
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("optional")] public bool? Optional { get; set; }
}

public partial record V1SecretKeySelector
{
    [JsonPropertyName("key")] public string Key { get; set; }
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("optional")] public bool? Optional { get; set; }
}

public partial record V1ObjectFieldSelector
{
    [JsonPropertyName("apiVersion")] public string ApiVersion { get; set; }
    [JsonPropertyName("fieldPath")] public string FieldPath { get; set; }
}

public partial record V1ResourceFieldSelector
{
    [JsonPropertyName("containerName")] public string ContainerName { get; set; }
    [JsonPropertyName("divisor")] public ResourceQuantity Divisor { get; set; }
    [JsonPropertyName("resource")] public string Resource { get; set; }
}

public partial record V1FileKeySelector
{
    [JsonPropertyName("key")] public string Key { get; set; }
    [JsonPropertyName("optional")] public bool? Optional { get; set; }
    [JsonPropertyName("path")] public string Path { get; set; }
    [JsonPropertyName("volumeName")] public string VolumeName { get; set; }
}
