using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1Volume
{
    [JsonPropertyName("azureFile")] public V1AzureFileVolumeSource AzureFile { get; set; }
    [JsonPropertyName("configMap")] public V1ConfigMapVolumeSource ConfigMap { get; set; }
    [JsonPropertyName("csi")] public V1CSIVolumeSource Csi { get; set; }
    [JsonPropertyName("downwardAPI")] public V1DownwardAPIVolumeSource DownwardAPI { get; set; }
    [JsonPropertyName("emptyDir")] public V1EmptyDirVolumeSource EmptyDir { get; set; }
    [JsonPropertyName("ephemeral")] public V1EphemeralVolumeSource Ephemeral { get; set; }
    [JsonPropertyName("hostPath")] public V1HostPathVolumeSource HostPath { get; set; }
    [JsonPropertyName("image")] public V1ImageVolumeSource Image { get; set; }
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("nfs")] public V1NFSVolumeSource Nfs { get; set; }
    [JsonPropertyName("persistentVolumeClaim")] public V1PersistentVolumeClaimVolumeSource PersistentVolumeClaim { get; set; }
    [JsonPropertyName("projected")] public V1ProjectedVolumeSource Projected { get; set; }
    [JsonPropertyName("secret")] public V1SecretVolumeSource Secret { get; set; }
}

public partial record V1VolumeMount
{
    [JsonPropertyName("mountPath")] public string MountPath { get; set; }
    [JsonPropertyName("mountPropagation")] public string MountPropagation { get; set; }
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("readOnly")] public bool? ReadOnlyProperty { get; set; }
    [JsonPropertyName("recursiveReadOnly")] public string RecursiveReadOnly { get; set; }
    [JsonPropertyName("subPath")] public string SubPath { get; set; }
    [JsonPropertyName("subPathExpr")] public string SubPathExpr { get; set; }
}

public partial record V1VolumeDevice
{
    [JsonPropertyName("devicePath")] public string DevicePath { get; set; }
    [JsonPropertyName("name")] public string Name { get; set; }
}

public partial record V1AzureFileVolumeSource
{
    [JsonPropertyName("readOnly")] public bool? ReadOnlyProperty { get; set; }
    [JsonPropertyName("secretName")] public string SecretName { get; set; }
    [JsonPropertyName("shareName")] public string ShareName { get; set; }
}

public partial record V1ConfigMapVolumeSource
{
    [JsonPropertyName("defaultMode")] public int? DefaultMode { get; set; }
    [JsonPropertyName("items")] public IList<V1KeyToPath> Items { get; set; }
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("optional")] public bool? Optional { get; set; }
}

public partial record V1CSIVolumeSource
{
    [JsonPropertyName("driver")] public string Driver { get; set; }
    [JsonPropertyName("fsType")] public string FsType { get; set; }
    [JsonPropertyName("nodePublishSecretRef")] public V1LocalObjectReference NodePublishSecretRef { get; set; }
    [JsonPropertyName("readOnly")] public bool? ReadOnlyProperty { get; set; }
    [JsonPropertyName("volumeAttributes")] public IDictionary<string, string> VolumeAttributes { get; set; }
}

public partial record V1DownwardAPIVolumeSource
{
    [JsonPropertyName("defaultMode")] public int? DefaultMode { get; set; }
    [JsonPropertyName("items")] public IList<V1DownwardAPIVolumeFile> Items { get; set; }
}

public partial record V1EmptyDirVolumeSource
{
    [JsonPropertyName("medium")] public string Medium { get; set; }
    [JsonPropertyName("sizeLimit")] public ResourceQuantity SizeLimit { get; set; }
}

public partial record V1EphemeralVolumeSource
{
    [JsonPropertyName("volumeClaimTemplate")] public V1PersistentVolumeClaimTemplate VolumeClaimTemplate { get; set; }
}

public partial record V1PersistentVolumeClaimTemplate
{
    [JsonPropertyName("metadata")] public V1ObjectMeta Metadata { get; set; }
    [JsonPropertyName("spec")] public V1PersistentVolumeClaimSpec Spec { get; set; }
}

public partial record V1HostPathVolumeSource
{
    [JsonPropertyName("path")] public string Path { get; set; }
    [JsonPropertyName("type")] public string Type { get; set; }
}

public partial record V1ImageVolumeSource
{
    [JsonPropertyName("pullPolicy")] public string PullPolicy { get; set; }
    [JsonPropertyName("reference")] public string Reference { get; set; }
}

public partial record V1NFSVolumeSource
{
    [JsonPropertyName("path")] public string Path { get; set; }
    [JsonPropertyName("readOnly")] public bool? ReadOnlyProperty { get; set; }
    [JsonPropertyName("server")] public string Server { get; set; }
}

public partial record V1PersistentVolumeClaimVolumeSource
{
    [JsonPropertyName("claimName")] public string ClaimName { get; set; }
    [JsonPropertyName("readOnly")] public bool? ReadOnlyProperty { get; set; }
}

public partial record V1SecretVolumeSource
{
    [JsonPropertyName("defaultMode")] public int? DefaultMode { get; set; }
    [JsonPropertyName("items")] public IList<V1KeyToPath> Items { get; set; }
    [JsonPropertyName("optional")] public bool? Optional { get; set; }
    [JsonPropertyName("secretName")] public string SecretName { get; set; }
}
