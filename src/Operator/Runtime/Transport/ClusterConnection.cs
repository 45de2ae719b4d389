using k8s;
using k8s.Exceptions;
using Microsoft.Extensions.Logging;
using RL4VLM.Operator.Runtime.Metrics;

namespace RL4VLM.Operator.Runtime.Transport;

/// <summary>Which cluster. What is not given comes from <c>KUBECONFIG</c>, then from the pod's service account, then from <c>~/.kube/config</c>.</summary>
public sealed record ClusterOptions
{
    /// <summary><c>--kubeconfig</c>.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary><c>--server</c>: this URL instead of the kubeconfig's; without a kubeconfig, no credentials.</summary>
    public string? Server { get; init; }

    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>The cluster cannot be chosen or the file not read; the message says what to do.</summary>
public sealed class ClusterConnectionException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The client of the cluster, with calls counted, warnings logged and short gaps bridged.</summary>
public sealed class ClusterConnection : IDisposable
{
    private ClusterConnection(IKubernetes client, string source, string? @namespace)
    {
        Client = client;
        Source = source;
        Namespace = @namespace;
    }

    public IKubernetes Client { get; }

    /// <summary>Where the connection's settings came from, for the log.</summary>
    public string Source { get; }

    /// <summary>The pod's, or the kubeconfig context's; null when it has none.</summary>
    public string? Namespace { get; }

    /// <param name="options">What the command line gave.</param>
    /// <param name="clock">Times retries.</param>
    /// <param name="logger">Gets the API's warnings.</param>
    /// <param name="metrics">Counts calls.</param>
    /// <param name="environment">Gives <c>KUBECONFIG</c>.</param>
    /// <exception cref="ClusterConnectionException">There is no cluster to be found, or its settings are wrong.</exception>
    public static ClusterConnection Open(ClusterOptions options, TimeProvider clock, ILogger logger, OperatorMetrics? metrics = null,
        Func<string, string?>? environment = null)
    {
        (KubernetesClientConfiguration configuration, string source) = Configure(options, environment ?? Environment.GetEnvironmentVariable);
        configuration.HttpClientTimeout = options.CallTimeout;
        configuration.UserAgent = "rl4vlm-operator";
        try
        {
            // Retries outside, so that every attempt is counted.
            var client = new Kubernetes(configuration, new RetryHandler(clock), new ApiCallHandler(metrics, logger));
            return new ClusterConnection(client, source, configuration.Namespace);
        }
        catch (KubeConfigException e)
        {
            throw new ClusterConnectionException($"{source}: {e.Message}", e);
        }
    }

    public void Dispose() => Client.Dispose();

    private static (KubernetesClientConfiguration Configuration, string Source) Configure(ClusterOptions options, Func<string, string?> environment)
    {
        if (options.Server is { } server && (!Uri.TryCreate(server, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https")))
        {
            throw new ClusterConnectionException($"--server {server}: give the API server's URL, for example https://10.0.0.1:6443");
        }

        if (options.Kubeconfig is { Length: > 0 } given) return (FromFile(given, "--kubeconfig", options.Server), $"--kubeconfig {given}");
        if (options.Server is { Length: > 0 }) return (new KubernetesClientConfiguration { Host = options.Server }, $"--server {options.Server}");
        if (environment("KUBECONFIG") is { Length: > 0 } named) return (FromFile(named, "KUBECONFIG", null), $"KUBECONFIG {named}");
        if (KubernetesClientConfiguration.IsInCluster()) return (KubernetesClientConfiguration.InClusterConfig(), "the pod's service account");
        string home = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config");
        if (File.Exists(home)) return (FromFile(home, "the default", null), home);
        throw new ClusterConnectionException("no cluster: run in a pod with a service account, set KUBECONFIG, or give --kubeconfig or --server");
    }

    private static KubernetesClientConfiguration FromFile(string path, string origin, string? server)
    {
        if (!File.Exists(path)) throw new ClusterConnectionException($"{origin}: there is no file {path}");
        try
        {
            return KubernetesClientConfiguration.BuildConfigFromConfigFile(path, masterUrl: server);
        }
        catch (Exception e) when (e is KubeConfigException or IOException or UnauthorizedAccessException or YamlDotNet.Core.YamlException)
        {
            throw new ClusterConnectionException($"{origin} {path}: {e.Message}", e);
        }
    }
}
