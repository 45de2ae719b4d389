using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using k8s.Authentication;
using k8s.Exceptions;

namespace k8s;

/// <summary>A client of one API server. It is safe for concurrent use and keeps its connections: make one and share it.</summary>
public partial class Kubernetes : IKubernetes
{
    private readonly JsonSerializerOptions json;
    private readonly HttpMessageHandler firstHandler;
    private readonly List<X509Certificate2> certificates = [];
    private readonly string tlsServerName;
    private readonly string userAgent;
    private readonly Version httpVersion;
    private bool disposed;

    /// <summary>A client for <paramref name="config"/>; <paramref name="handlers"/> see each request first to last, before the connection does.</summary>
    public Kubernetes(KubernetesClientConfiguration config, params DelegatingHandler[] handlers)
    {
        if (config is null) throw new KubeConfigException("a configuration is missing");
        if (string.IsNullOrWhiteSpace(config.Host)) throw new KubeConfigException("the configuration's Host (the API server's URL) is missing");
        if (!Uri.TryCreate(config.Host, UriKind.Absolute, out var host)) throw new KubeConfigException($"Host '{config.Host}' is not a URL");
        BaseUri = host;
        HttpClientTimeout = config.HttpClientTimeout;
        json = config.JsonSerializerOptions;
        tlsServerName = config.TlsServerName;
        userAgent = config.UserAgent;
        httpVersion = config.DisableHttp2 ? HttpVersion.Version11 : HttpVersion.Version20;
        Credentials = CreateCredentials(config);
        firstHandler = Chain(ConnectionHandler(config), handlers ?? []);
        HttpClient = new HttpClient(firstHandler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

        ApiextensionsV1 = new ApiextensionsV1Operations(this);
        AppsV1 = new AppsV1Operations(this);
        BatchV1 = new BatchV1Operations(this);
        CoordinationV1 = new CoordinationV1Operations(this);
        CoreV1 = new CoreV1Operations(this);
        CustomObjects = new CustomObjectsOperations(this);
        EventsV1 = new EventsV1Operations(this);
        Version = new VersionOperations(this);
    }

    /// <summary>Where the API server is; always ends with a slash, so that paths append to it.</summary>
    public Uri BaseUri
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(BaseUri));
            field = value.AbsoluteUri.EndsWith('/') ? value : new Uri(value.AbsoluteUri + "/");
        }
    }

    public ServiceClientCredentials Credentials { get; private set; }

    public HttpClient HttpClient { get; protected set; }

    /// <summary>How long a call may take, its body included. Watches and logs have no limit once they have begun.</summary>
    public virtual TimeSpan HttpClientTimeout { get; set; }

    public IApiextensionsV1Operations ApiextensionsV1 { get; }

    public IAppsV1Operations AppsV1 { get; }

    public IBatchV1Operations BatchV1 { get; }

    public ICoordinationV1Operations CoordinationV1 { get; }

    public ICoreV1Operations CoreV1 { get; }

    public ICustomObjectsOperations CustomObjects { get; }

    public IEventsV1Operations EventsV1 { get; }

    public IVersionOperations Version { get; }

    public static ServiceClientCredentials CreateCredentials(KubernetesClientConfiguration config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config switch
        {
            { TokenProvider: { } provider } => new TokenCredentials(provider),
            { AccessToken.Length: > 0 } => new TokenCredentials(config.AccessToken),
            { Username.Length: > 0 } => new BasicAuthenticationCredentials { UserName = config.Username, Password = config.Password },
            _ => null,
        };
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing || disposed) return;
        disposed = true;
        HttpClient.Dispose();
        firstHandler.Dispose();
        foreach (var certificate in certificates) certificate.Dispose();
    }

    private static HttpMessageHandler Chain(HttpMessageHandler last, DelegatingHandler[] handlers)
    {
        foreach (var handler in handlers.Reverse())
        {
            var end = handler;
            while (end.InnerHandler is DelegatingHandler inner) end = inner;
            end.InnerHandler = last;
            last = handler;
        }
        return last;
    }

    private SocketsHttpHandler ConnectionHandler(KubernetesClientConfiguration config)
    {
        var handler = new SocketsHttpHandler
        {
            // A watch can be silent for minutes: pings notice a peer that is gone.
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(30),
            EnableMultipleHttp2Connections = true,
            AutomaticDecompression = DecompressionMethods.GZip,
            UseCookies = false,
        };
        if (config.SkipTlsVerify)
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        else if (config.SslCaCerts is { Count: > 0 } authorities)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            foreach (var authority in authorities)
            {
                // Copies: the caller keeps the right to dispose its own.
                var copy = X509CertificateLoader.LoadCertificate(authority.RawData);
                certificates.Add(copy);
                policy.CustomTrustStore.Add(copy);
            }
            handler.SslOptions.CertificateChainPolicy = policy;
        }
        if (CertUtils.GetClientCert(config) is { } clientCertificate)
        {
            certificates.Add(clientCertificate);
            handler.SslOptions.ClientCertificates = [clientCertificate];
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => clientCertificate;
        }
        config.FirstMessageHandlerSetup?.Invoke(handler);
        return handler;
    }
}
