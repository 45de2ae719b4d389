using k8s;
using k8s.Exceptions;
using Microsoft.Extensions.Time.Testing;

namespace RL4VLM.Compat.KubernetesClient.Tests;

public sealed class InClusterTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("serviceaccount").FullName;
    private readonly Dictionary<string, string> environment = new() { ["KUBERNETES_SERVICE_HOST"] = "10.96.0.1", ["KUBERNETES_SERVICE_PORT"] = "443" };
    private readonly FakeTimeProvider time = new();

    public InClusterTests()
    {
        using Authority authority = new();
        Write("ca.crt", authority.Pem);
        Write("namespace", "rl4vlm\n");
        Write("token", "first\n");
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void The_service_account_says_it_all()
    {
        KubernetesClientConfiguration config = Build();
        Assert.Equal(("https://10.96.0.1/", "rl4vlm", 1), (new Uri(config.Host).ToString(), config.Namespace, config.SslCaCerts.Count));
    }

    [Fact]
    public void An_address_of_version_6_is_put_in_brackets()
    {
        (environment["KUBERNETES_SERVICE_HOST"], environment["KUBERNETES_SERVICE_PORT"]) = ("fd00::1", "6443");
        Assert.Equal("https://[fd00::1]:6443/", Build().Host);
    }

    [Fact]
    public async Task A_token_that_the_kubelet_replaced_is_used_within_a_minute()
    {
        Transport transport = new("{}");
        KubernetesClientConfiguration config = Build();
        using Kubernetes client = new(config, transport);
        Assert.Equal("Bearer first", await Authorization());
        Write("token", "second");
        Assert.Equal("Bearer first", await Authorization());
        time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal("Bearer second", await Authorization());

        async Task<string> Authorization()
        {
            await client.Version.GetCodeAsync();
            return transport.Last.Message.Headers.Authorization!.ToString();
        }
    }

    [Theory]
    [InlineData("token")]
    [InlineData("ca.crt")]
    public void Without_its_files_this_is_no_pod(string file)
    {
        File.Delete(Path.Combine(directory, file));
        Assert.False(KubernetesClientConfiguration.IsInCluster(directory, Variable));
        Assert.Contains("automountServiceAccountToken", Assert.Throws<KubeConfigException>(Build).Message);
    }

    [Fact]
    public void Without_the_variables_this_is_no_pod()
    {
        environment.Remove("KUBERNETES_SERVICE_HOST");
        Assert.False(KubernetesClientConfiguration.IsInCluster(directory, Variable));
    }

    private KubernetesClientConfiguration Build() => KubernetesClientConfiguration.InClusterConfig(directory, Variable, time);

    private string? Variable(string name) => environment.GetValueOrDefault(name);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(directory, name), text);
}
