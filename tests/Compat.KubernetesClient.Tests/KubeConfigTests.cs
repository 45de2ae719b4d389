using System.Text;
using k8s;
using k8s.Exceptions;
using k8s.KubeConfigModels;

namespace RL4VLM.Compat.KubernetesClient.Tests;

public sealed class KubeConfigTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("kubeconfig").FullName;
    private readonly Authority authority = new();

    public void Dispose()
    {
        authority.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public void The_current_context_names_cluster_user_and_namespace()
    {
        KubernetesClientConfiguration config = Build("token: abc", "insecure-skip-tls-verify: true, tls-server-name: api.internal");
        Assert.Equal(("https://api.test:6443", "one", "ns-1", "abc", true, "api.internal"),
            (config.Host, config.CurrentContext, config.Namespace, config.AccessToken, config.SkipTlsVerify, config.TlsServerName));
        Assert.Null(config.SslCaCerts);
    }

    [Fact]
    public void Another_context_and_another_server_may_be_asked_for()
    {
        string file = Write("config", Config("token: abc") + "- {name: two, context: {cluster: other, user: u}}\n");
        Assert.Equal("http://other.test", KubernetesClientConfiguration.BuildConfigFromConfigFile(file, "two").Host);
        Assert.Equal("https://moved.test", KubernetesClientConfiguration.BuildConfigFromConfigFile(file, masterUrl: "https://moved.test").Host);
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(Config("token: abc")));
        Assert.Equal("abc", KubernetesClientConfiguration.BuildConfigFromConfigFile(stream).AccessToken);
    }

    [Fact]
    public void Certificates_come_from_data_or_from_files_beside_the_kubeconfig()
    {
        string data = Convert.ToBase64String(Encoding.UTF8.GetBytes(authority.Pem));
        (string pem, string key) = authority.IssuePem("client");
        Assert.Equal(authority.Pem, Build("token: t", $"certificate-authority-data: {data}").SslCaCerts.ExportCertificatePems());

        Write("ca.crt", authority.Pem + "\n" + authority.Pem);
        Write("client.crt", pem);
        Write("client.key", key);
        KubernetesClientConfiguration config = Build("client-certificate: client.crt, client-key: client.key", "certificate-authority: ca.crt");
        Assert.Equal(2, config.SslCaCerts.Count);
        Assert.Equal(Path.Combine(directory, "client.crt"), config.ClientCertificateFilePath);
        Assert.Equal("CN=client", CertUtils.GetClientCert(config).Subject);

        KubernetesClientConfiguration inline = Build($"client-certificate-data: {Base64(pem)}, client-key-data: {Base64(key)}");
        Assert.True(CertUtils.GetClientCert(inline).HasPrivateKey);
    }

    [Fact]
    public async Task A_token_file_is_read_when_a_request_is_made()
    {
        Write("token", "from-file\n");
        KubernetesClientConfiguration config = Build("tokenFile: token, token: stale");
        Assert.Equal("Bearer from-file", (await config.TokenProvider.GetAuthenticationHeaderAsync(default)).ToString());
    }

    [Fact]
    public void User_name_and_password_are_texts_even_when_they_look_like_numbers() =>
        Assert.Equal(("me", "12345"), Build("username: me, password: 12345") is var config ? (config.Username, config.Password) : default);

    [Fact]
    public void Of_several_files_the_first_wins_and_paths_stay_with_their_file()
    {
        string other = Directory.CreateDirectory(Path.Combine(directory, "other")).FullName;
        File.WriteAllText(Path.Combine(other, "ca.crt"), authority.Pem);
        string first = Write("first", "current-context: two\nusers: [{name: u, user: {token: first}}]\n");
        string second = Write("other/second", Config("token: second", "certificate-authority: ca.crt").Replace("current-context: one", "current-context: none") +
            "- {name: two, context: {cluster: c, user: u}}\n");
        K8SConfiguration merged = KubernetesClientConfiguration.LoadKubeConfig(KubernetesClientConfiguration.Files($"{first}:{directory}/missing:{second}"));
        KubernetesClientConfiguration config = KubernetesClientConfiguration.BuildConfigFromConfigObject(merged);
        Assert.Equal(("two", "first"), (config.CurrentContext, config.AccessToken));
        Assert.Single(config.SslCaCerts);
    }

    [Theory]
    [InlineData("https://0.0.0.0:6443", "https://127.0.0.1:6443/")]
    [InlineData("https://[::]:6443", "https://[::1]:6443/")]
    [InlineData("https://10.0.0.1:6443", "https://10.0.0.1:6443")]
    public void A_server_on_every_address_is_reached_on_the_loopback(string server, string host) =>
        Assert.Equal(host, KubernetesClientConfiguration.BuildConfigFromConfigFile(Write("config", Config("token: t").Replace("https://api.test:6443", $"'{server}'"))).Host);

    [Fact]
    public async Task An_exec_plugin_gives_a_token_and_is_asked_again_before_it_expires()
    {
        string script = Write("login", $$$"""
            echo run >> "{{{directory}}}/runs"
            echo "{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"$PREFIX-$1-$(wc -l < "{{{directory}}}/runs" | tr -d ' ')\",\"expirationTimestamp\":\"2020-01-01T00:00:00Z\"}}"
            """);
        KubernetesClientConfiguration config = Build(
            $"exec: {{apiVersion: client.authentication.k8s.io/v1, command: /bin/sh, args: ['{script}', 'a b'], env: [{{name: PREFIX, value: p}}]}}");
        Assert.Equal("p-a b-1", config.AccessToken);
        Assert.Equal("Bearer p-a b-2", (await config.TokenProvider.GetAuthenticationHeaderAsync(default)).ToString());
    }

    [Fact]
    public void An_exec_plugin_may_give_a_client_certificate()
    {
        (string pem, string key) = authority.IssuePem("plugin");
        string answer = KubernetesJson.Serialize(new ExecCredentialResponse
        {
            ApiVersion = "client.authentication.k8s.io/v1",
            Kind = "ExecCredential",
            Status = new() { ClientCertificateData = pem, ClientKeyData = key },
        });
        KubernetesClientConfiguration config = Build($"exec: {{apiVersion: client.authentication.k8s.io/v1, command: cat, args: ['{Write("answer", answer)}']}}");
        Assert.Equal("CN=plugin", CertUtils.GetClientCert(config).Subject);
    }

    [Theory]
    [InlineData("exec: {apiVersion: v1, command: /no/such/login, installHint: get it there}", "get it there")]
    [InlineData("exec: {apiVersion: v1, command: sh, args: [-c, 'echo broken >&2; exit 3']}", "ended with 3: broken")]
    [InlineData("exec: {apiVersion: v1, command: echo, args: [hello]}", "printed no ExecCredential")]
    [InlineData("exec: {apiVersion: v1, command: echo, args: ['{\"apiVersion\":\"v2\"}']}", "answered in apiVersion 'v2'")]
    [InlineData("exec: {apiVersion: v1, command: echo, args: ['{\"apiVersion\":\"v1\",\"status\":{}}']}", "neither a token nor a client certificate")]
    [InlineData("exec: {apiVersion: v1}", "exec.command is missing")]
    [InlineData("auth-provider: {name: azure}", "kubelogin")]
    [InlineData("{}", "user 'u' has no credentials")]
    [InlineData("client-certificate: gone.crt, client-key: gone.key", "gone.crt' does not exist")]
    public void What_is_wrong_with_a_user_is_said(string user, string message) => Assert.Contains(message, Assert.Throws<KubeConfigException>(() => Build(user)).Message);

    [Theory]
    [InlineData("current-context: one", "current-context: three", "no context 'three'; it has one")]
    [InlineData("current-context: one", "current-context: ''", "no current-context")]
    [InlineData("{cluster: c,", "{cluster: x,", "the cluster 'x', which is missing")]
    [InlineData("user: u,", "user: x,", "the user 'x', which is missing")]
    [InlineData("https://api.test:6443", "nowhere", "server 'nowhere' is not a URL")]
    [InlineData("clusters:", "clusters: [", "is not a kubeconfig")]
    [InlineData("server: https", "certificate-authority-data: '***', server: https", "certificate-authority-data is not base64")]
    [InlineData("server: https", "certificate-authority-data: aGVsbG8=, server: https", "holds no PEM certificate")]
    public void What_is_wrong_with_a_file_is_said(string good, string bad, string message)
    {
        string file = Write("config", Config("token: t").Replace(good, bad));
        Assert.Contains(message, Assert.Throws<KubeConfigException>(() => KubernetesClientConfiguration.BuildConfigFromConfigFile(file)).Message);
    }

    [Fact]
    public void A_file_that_is_missing_is_named()
    {
        Assert.Contains("/no/such/file", Assert.Throws<KubeConfigException>(() => KubernetesClientConfiguration.BuildConfigFromConfigFile("/no/such/file")).Message);
        Assert.Contains("/no/such/file", Assert.Throws<KubeConfigException>(() => KubernetesClientConfiguration.Files("/no/such/file")).Message);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nowhere")]
    public void A_client_needs_a_host(string? host) =>
        Assert.Contains("Host", Assert.Throws<KubeConfigException>(() => new Kubernetes(new KubernetesClientConfiguration { Host = host })).Message);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Config(string user, string cluster = "")
    {
        string endpoint = cluster.Length > 0 ? $"{cluster}, server" : "server";
        string credentials = user == "{}" ? user : "{" + user + "}";
        return $$"""
            apiVersion: v1
            kind: Config
            current-context: one
            preferences: {}
            clusters:
            - name: c
              cluster: { {{endpoint}}: https://api.test:6443 }
            - name: other
              cluster: {server: http://other.test}
            users:
            - name: u
              user: {{credentials}}
            contexts:
            - name: one
              context: {cluster: c, user: u, namespace: ns-1}

            """.ReplaceLineEndings("\n");
    }

    private KubernetesClientConfiguration Build(string user, string cluster = "") =>
        KubernetesClientConfiguration.BuildConfigFromConfigFile(Write("config", Config(user, cluster)));

    private string Write(string name, string text)
    {
        string path = Path.Combine(directory, name);
        File.WriteAllText(path, text);
        return path;
    }
}
