using System.Text.Json.Serialization;

namespace k8s.Models;

public partial record V1ProjectedVolumeSource
{
    [JsonPropertyName("defaultMode")] public int? DefaultMode { get; set; }
    [JsonPropertyName("sources")] public IList<V1VolumeProjection> Sources { get; set; }
}

public partial record V1VolumeProjection
{
    [JsonPropertyName("clusterTrustBundle")] public V1ClusterTrustBundleProjection ClusterTrustBundle { get; set; }
    [JsonPropertyName("configMap")] public V1ConfigMapProjection ConfigMap { get; set; }
    [JsonPropertyName("downwardAPI")] public V1DownwardAPIProjection DownwardAPI { get; set; }
    [JsonPropertyName("podCertificate")] public V1PodCertificateProjection PodCertificate { get; set; }
    [JsonPropertyName("secret")] public V1SecretProjection Secret { get; set; }
    [JsonPropertyName("serviceAccountToken")] public V1ServiceAccountTokenProjection ServiceAccountToken { get; set; }
}

public partial record V1ClusterTrustBundleProjection
{
    [JsonPropertyName("labelSelector")] public V1LabelSelector LabelSelector { get; set; }
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("optional")] public bool? Optional { get; set; }
    [JsonPropertyName("path")] public string Path { get; set; }
    [JsonPropertyName("signerName")] public string SignerName { get; set; }
}

public partial record V1ConfigMapProjection
{
    [JsonPropertyName("items")] public IList<V1KeyToPath> Items { get; set; }
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("optional")] public bool? Optional { get; set; }
}

public partial record V1DownwardAPIProjection
{
    [JsonPropertyName("items")] public IList<V1DownwardAPIVolumeFile> Items { get; set; }
}

public partial record V1DownwardAPIVolumeFile
{
    [JsonPropertyName("fieldRef")] public V1ObjectFieldSelector FieldRef { get; set; }
    [JsonPropertyName("mode")] public int? Mode { get; set; }
    [JsonPropertyName("path")] public string Path { get; set; }
    [JsonPropertyName("resourceFieldRef")] public V1ResourceFieldSelector ResourceFieldRef { get; set; }
}

public partial record V1PodCertificateProjection
{
    [JsonPropertyName("certificateChainPath")] public string CertificateChainPath { get; set; }
    [JsonPropertyName("credentialBundlePath")] public string CredentialBundlePath { get; set; }
    [JsonPropertyName("keyPath")] public string KeyPath { get; set; }
    [JsonPropertyName("keyType")] public string KeyType { get; set; }
    [JsonPropertyName("maxExpirationSeconds")] public int? MaxExpirationSeconds { get; set; }
    [JsonPropertyName("signerName")] public string SignerName { get; set; }
}

public partial record V1SecretProjection
{
    [JsonPropertyName("items")] public IList<V1KeyToPath> Items { get; set; }
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("optional")] public bool? Optional { get; set; }
}

public partial record V1ServiceAccountTokenProjection
{
    [JsonPropertyName("audience")] public string Audience { get; set; }
    [JsonPropertyName("expirationSeconds")] public long? ExpirationSeconds { get; set; }
    [JsonPropertyName("path")] public string Path { get; set; }
}

public partial record V1KeyToPath
{
    [JsonPropertyName("key")] public string Key { get; set; }
    [JsonPropertyName("mode")] public int? Mode { get; set; }
    [JsonPropertyName("path")] public string Path { get; set; }
}
