using System.Text.Json.Serialization;

namespace k8s.KubeConfigModels;

/// <summary>Who a kubeconfig's user is.</summary>
public class UserCredentials
{
    [JsonPropertyName("client-certificate-data")] public string ClientCertificateData { get; set; }
    [JsonPropertyName("client-certificate")] public string ClientCertificate { get; set; }
    [JsonPropertyName("client-key-data")] public string ClientKeyData { get; set; }
    [JsonPropertyName("client-key")] public string ClientKey { get; set; }
    [JsonPropertyName("token")] public string Token { get; set; }
    [JsonPropertyName("username")] public string UserName { get; set; }
    [JsonPropertyName("password")] public string Password { get; set; }
    [JsonPropertyName("auth-provider")] public AuthProvider AuthProvider { get; set; }
    [JsonPropertyName("exec")] public ExternalExecution ExternalExecution { get; set; }

    // The package does not know it, kubectl does.
    [JsonInclude] [JsonPropertyName("tokenFile")] internal string TokenFile { get; set; }
}

/// <summary>The former way to name a cloud's login; kubectl knows it no more.</summary>
public class AuthProvider
{
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("config")] public Dictionary<string, string> Config { get; set; }
}

/// <summary>A command that prints credentials.</summary>
public class ExternalExecution
{
    [JsonPropertyName("apiVersion")] public string ApiVersion { get; set; }
    [JsonPropertyName("command")] public string Command { get; set; }
    [JsonPropertyName("args")] public IList<string> Arguments { get; set; }
    [JsonPropertyName("env")] public IList<Dictionary<string, string>> EnvironmentVariables { get; set; }
    [JsonPropertyName("installHint")] public string InstallHint { get; set; }
    [JsonPropertyName("provideClusterInfo")] public bool ProvideClusterInfo { get; set; }
}

/// <summary>What the command prints.</summary>
public class ExecCredentialResponse
{
    [JsonPropertyName("apiVersion")] public string ApiVersion { get; set; }
    [JsonPropertyName("kind")] public string Kind { get; set; }
    [JsonPropertyName("status")] public ExecStatus Status { get; set; }

    public class ExecStatus
    {
        public DateTime? ExpirationTimestamp { get; set; }

        public string Token { get; set; }

        public string ClientCertificateData { get; set; }

        public string ClientKeyData { get; set; }

        public bool IsValid() =>
            !string.IsNullOrEmpty(Token) || (!string.IsNullOrEmpty(ClientCertificateData) && !string.IsNullOrEmpty(ClientKeyData));
    }
}
