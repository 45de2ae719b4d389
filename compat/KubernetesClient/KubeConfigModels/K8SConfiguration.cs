using System.Text.Json.Serialization;

namespace k8s.KubeConfigModels;

/// <summary>A kubeconfig file.</summary>
public class K8SConfiguration
{
    [JsonPropertyName("apiVersion")] public string ApiVersion { get; set; }
    [JsonPropertyName("kind")] public string Kind { get; set; }
    [JsonPropertyName("current-context")] public string CurrentContext { get; set; }
    [JsonPropertyName("contexts")] public IEnumerable<Context> Contexts { get; set; } = [];
    [JsonPropertyName("clusters")] public IEnumerable<Cluster> Clusters { get; set; } = [];
    [JsonPropertyName("users")] public IEnumerable<User> Users { get; set; } = [];

    /// <summary>Where it was read from: relative paths in it start there.</summary>
    [JsonIgnore] public string FileName { get; set; }
}

public class Context
{
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("context")] public ContextDetails ContextDetails { get; set; }
}

public class ContextDetails
{
    [JsonPropertyName("cluster")] public string Cluster { get; set; }
    [JsonPropertyName("user")] public string User { get; set; }
    [JsonPropertyName("namespace")] public string Namespace { get; set; }
}

public class Cluster
{
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("cluster")] public ClusterEndpoint ClusterEndpoint { get; set; }
}

public class ClusterEndpoint
{
    [JsonPropertyName("server")] public string Server { get; set; }
    [JsonPropertyName("certificate-authority")] public string CertificateAuthority { get; set; }
    [JsonPropertyName("certificate-authority-data")] public string CertificateAuthorityData { get; set; }
    [JsonPropertyName("tls-server-name")] public string TlsServerName { get; set; }
    [JsonPropertyName("insecure-skip-tls-verify")] public bool SkipTlsVerify { get; set; }
}

public class User
{
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("user")] public UserCredentials UserCredentials { get; set; }
}
