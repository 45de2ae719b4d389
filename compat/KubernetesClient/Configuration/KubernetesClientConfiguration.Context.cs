using System.Net;
using System.Text;
using k8s.Authentication;
using k8s.Exceptions;
using k8s.KubeConfigModels;

namespace k8s;

public partial class KubernetesClientConfiguration
{
    /// <summary>Runs an exec plugin and waits for its credentials.</summary>
    public static ExecCredentialResponse ExecuteExternalCommand(ExternalExecution config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return Task.Run(() => ExecPlugin.RunAsync(config, CancellationToken.None)).GetAwaiter().GetResult();
    }

    private void ApplyContext(K8SConfiguration kubeconfig, string name)
    {
        var file = NameOf(kubeconfig);
        var context = kubeconfig.Contexts.FirstOrDefault(context => Same(context.Name, name)) ??
            throw new KubeConfigException(
                $"{file} has no context '{name}'; it has {string.Join(", ", kubeconfig.Contexts.Select(context => context.Name).DefaultIfEmpty("none"))}");
        if (string.IsNullOrEmpty(context.ContextDetails?.Cluster)) throw new KubeConfigException($"{file}: context '{name}' names no cluster");
        CurrentContext = context.Name;
        Namespace = context.ContextDetails.Namespace;

        var cluster = kubeconfig.Clusters.FirstOrDefault(cluster => Same(cluster.Name, context.ContextDetails.Cluster));
        ApplyCluster(
            cluster?.ClusterEndpoint ?? throw new KubeConfigException($"{file}: context '{name}' names the cluster '{context.ContextDetails.Cluster}', which is missing"),
            $"{file}: cluster '{cluster.Name}'");

        if (string.IsNullOrWhiteSpace(context.ContextDetails.User)) return;
        var user = kubeconfig.Users.FirstOrDefault(user => Same(user.Name, context.ContextDetails.User));
        ApplyUser(
            user?.UserCredentials ?? throw new KubeConfigException($"{file}: context '{name}' names the user '{context.ContextDetails.User}', which is missing"),
            $"{file}: user '{user.Name}'");
    }

    private void ApplyCluster(ClusterEndpoint endpoint, string where)
    {
        if (!Uri.TryCreate(endpoint.Server, UriKind.Absolute, out var server)) throw new KubeConfigException($"{where}: server '{endpoint.Server}' is not a URL");
        Host = Reachable(server);
        SkipTlsVerify = endpoint.SkipTlsVerify;
        TlsServerName = endpoint.TlsServerName;
        if (server.Scheme != Uri.UriSchemeHttps) return;
        if (!string.IsNullOrEmpty(endpoint.CertificateAuthorityData))
            SslCaCerts = CertUtils.LoadPem(
                CertUtils.FromBase64(endpoint.CertificateAuthorityData, $"{where}: certificate-authority-data"), $"{where}: certificate-authority-data");
        else if (!string.IsNullOrEmpty(endpoint.CertificateAuthority))
            SslCaCerts = File.Exists(endpoint.CertificateAuthority)
                ? CertUtils.LoadPemFileCert(endpoint.CertificateAuthority)
                : throw new KubeConfigException($"{where}: certificate-authority '{endpoint.CertificateAuthority}' does not exist");
    }

    private void ApplyUser(UserCredentials user, string where)
    {
        if (user.AuthProvider is { } provider)
            throw new KubeConfigException($"{where}: auth-provider '{provider.Name}' is not supported; use its exec plugin (for Azure kubelogin, for Google gke-gcloud-auth-plugin)");

        // A file comes before the token beside it, which is what it held when the kubeconfig was written.
        if (!string.IsNullOrWhiteSpace(user.TokenFile)) TokenProvider = new TokenFileAuth(user.TokenFile);
        else if (!string.IsNullOrWhiteSpace(user.Token)) AccessToken = user.Token;
        else if (!string.IsNullOrWhiteSpace(user.UserName) && !string.IsNullOrWhiteSpace(user.Password)) (Username, Password) = (user.UserName, user.Password);

        if (!string.IsNullOrWhiteSpace(user.ClientCertificateData) && !string.IsNullOrWhiteSpace(user.ClientKeyData))
            (ClientCertificateData, ClientCertificateKeyData) = (user.ClientCertificateData, user.ClientKeyData);
        if (!string.IsNullOrWhiteSpace(user.ClientCertificate)) ClientCertificateFilePath = Existing(user.ClientCertificate, $"{where}: client-certificate");
        if (!string.IsNullOrWhiteSpace(user.ClientKey)) ClientKeyFilePath = Existing(user.ClientKey, $"{where}: client-key");

        if (user.ExternalExecution is { } exec) ApplyExec(exec, where);

        if (TokenProvider is null && AccessToken is null && Username is null && ClientCertificateData is null && ClientCertificateFilePath is null)
            throw new KubeConfigException($"{where} has no credentials: a token, tokenFile, username and password, client certificate with key, or exec is needed");
    }

    private void ApplyExec(ExternalExecution exec, string where)
    {
        if (string.IsNullOrWhiteSpace(exec.Command)) throw new KubeConfigException($"{where}: exec.command is missing");
        if (string.IsNullOrWhiteSpace(exec.ApiVersion)) throw new KubeConfigException($"{where}: exec.apiVersion is missing");
        var credential = ExecuteExternalCommand(exec);
        if (!string.IsNullOrEmpty(credential.Status.Token))
        {
            AccessToken = credential.Status.Token;
            TokenProvider = new ExecTokenProvider(exec, credential, TimeProvider.System);
        }
        if (string.IsNullOrEmpty(credential.Status.ClientCertificateData)) return;
        // The plugin prints PEM; the configuration holds PEM in base64, as a kubeconfig does.
        ClientCertificateData = Convert.ToBase64String(Encoding.UTF8.GetBytes(credential.Status.ClientCertificateData));
        ClientCertificateKeyData = Convert.ToBase64String(Encoding.UTF8.GetBytes(credential.Status.ClientKeyData));
    }

    private static string Existing(string path, string where) => File.Exists(path) ? path : throw new KubeConfigException($"{where} '{path}' does not exist");

    /// <summary>A server that says it listens on every address is reached on the loopback one.</summary>
    private static string Reachable(Uri server)
    {
        if (!IPAddress.TryParse(server.Host.Trim('[', ']'), out var address)) return server.OriginalString;
        if (address.Equals(IPAddress.Any)) return new UriBuilder(server) { Host = IPAddress.Loopback.ToString() }.ToString();
        return address.Equals(IPAddress.IPv6Any) ? new UriBuilder(server) { Host = IPAddress.IPv6Loopback.ToString() }.ToString() : server.OriginalString;
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
