using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using k8s.Authentication;

namespace k8s;

/// <summary>Where the API server is and who asks.</summary>
public partial class KubernetesClientConfiguration
{
    /// <summary>The namespace of the context, or of the pod.</summary>
    public string Namespace { get; set; }

    /// <summary>The API server's URL.</summary>
    public string Host { get; set; }

    /// <summary>The authorities that may have signed the server's certificate; null means the system's.</summary>
    public X509Certificate2Collection SslCaCerts { get; set; }

    /// <summary>PEM in base64.</summary>
    public string ClientCertificateData { get; set; }

    /// <summary>PEM in base64.</summary>
    public string ClientCertificateKeyData { get; set; }

    public string ClientCertificateFilePath { get; set; }

    public string ClientKeyFilePath { get; set; }

    public bool SkipTlsVerify { get; set; }

    /// <summary>The name expected in the server's certificate, when it is not the URL's.</summary>
    public string TlsServerName { get; set; }

    public string UserAgent { get; set; }

    public string Username { get; set; }

    public string Password { get; set; }

    public string AccessToken { get; set; }

    /// <summary>Comes before <see cref="AccessToken"/>.</summary>
    public ITokenProvider TokenProvider { get; set; }

    public TimeSpan HttpClientTimeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>A last change to the handler that makes the connections.</summary>
    public Action<SocketsHttpHandler> FirstMessageHandlerSetup { get; set; }

    public bool DisableHttp2 { get; set; } = false;

    public JsonSerializerOptions JsonSerializerOptions => field ??= new JsonSerializerOptions(KubernetesJson.JsonSerializerOptions);

    public void AddJsonOptions(Action<JsonSerializerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(JsonSerializerOptions);
    }
}
