using System.Globalization;
using k8s.Authentication;
using k8s.Exceptions;

namespace k8s;

public partial class KubernetesClientConfiguration
{
    private const string ServiceAccountDirectory = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>True in a pod whose service account's token is mounted.</summary>
    public static bool IsInCluster() => IsInCluster(ServiceAccountDirectory, Environment.GetEnvironmentVariable);

    /// <summary>The configuration of the pod this runs in.</summary>
    public static KubernetesClientConfiguration InClusterConfig() =>
        InClusterConfig(ServiceAccountDirectory, Environment.GetEnvironmentVariable, TimeProvider.System);

    internal static bool IsInCluster(string directory, Func<string, string> environment) =>
        !string.IsNullOrEmpty(environment("KUBERNETES_SERVICE_HOST")) && !string.IsNullOrEmpty(environment("KUBERNETES_SERVICE_PORT")) &&
        File.Exists(Path.Combine(directory, "token")) && File.Exists(Path.Combine(directory, "ca.crt"));

    internal static KubernetesClientConfiguration InClusterConfig(string directory, Func<string, string> environment, TimeProvider time)
    {
        if (!IsInCluster(directory, environment))
            throw new KubeConfigException(
                $"not in a cluster: KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT, {directory}/token and {directory}/ca.crt are all needed " +
                "(in a pod: automountServiceAccountToken: true)");
        var port = environment("KUBERNETES_SERVICE_PORT");
        if (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new KubeConfigException($"KUBERNETES_SERVICE_PORT '{port}' is not a port");
        var namespaceFile = Path.Combine(directory, "namespace");
        return new()
        {
            Host = new UriBuilder("https", environment("KUBERNETES_SERVICE_HOST"), number).ToString(),
            TokenProvider = new TokenFileAuth(Path.Combine(directory, "token"), time),
            SslCaCerts = CertUtils.LoadPemFileCert(Path.Combine(directory, "ca.crt")),
            Namespace = File.Exists(namespaceFile) ? File.ReadAllText(namespaceFile).Trim() : null,
        };
    }
}
