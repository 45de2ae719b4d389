using Microsoft.Extensions.Logging.Abstractions;
using RL4VLM.Operator.Runtime.Transport;

namespace RL4VLM.Operator.Tests.Runtime;

public sealed class ClusterConnectionTests : IDisposable
{
    private const string Kubeconfig = """
        apiVersion: v1
        kind: Config
        current-context: here
        clusters: [{name: here, cluster: {server: "http://127.0.0.1:7001"}}]
        contexts: [{name: here, context: {cluster: here, user: me, namespace: work}}]
        users: [{name: me, user: {token: secret}}]
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("rl4vlm-").FullName;

    [Fact]
    public void The_command_line_comes_before_the_environment()
    {
        string file = Write("a", Kubeconfig);
        string other = Write("b", Kubeconfig.Replace("7001", "7002", StringComparison.Ordinal));
        Assert.Equal(("http://127.0.0.1:7001/", "work"), Open(new ClusterOptions { Kubeconfig = file }, other));
        Assert.Equal(("http://127.0.0.1:7002/", "work"), Open(new ClusterOptions(), other));
        Assert.Equal(("http://127.0.0.1:7003/", "work"), Open(new ClusterOptions { Kubeconfig = file, Server = "http://127.0.0.1:7003" }, other));
        Assert.Equal(("http://127.0.0.1:7003/", null), Open(new ClusterOptions { Server = "http://127.0.0.1:7003" }, other));
    }

    [Fact]
    public void What_is_wrong_is_named()
    {
        string missing = Path.Combine(folder, "missing");
        Assert.Equal($"--kubeconfig: there is no file {missing}", Fails(new ClusterOptions { Kubeconfig = missing }, null));
        Assert.Equal($"KUBECONFIG: there is no file {missing}", Fails(new ClusterOptions(), missing));
        Assert.Equal("--server here: give the API server's URL, for example https://10.0.0.1:6443", Fails(new ClusterOptions { Server = "here" }, null));
        string broken = Write("broken", Kubeconfig.Replace("current-context: here", "current-context: there", StringComparison.Ordinal));
        Assert.StartsWith($"--kubeconfig {broken}: ", Fails(new ClusterOptions { Kubeconfig = broken }, null));
        string noYaml = Write("text", "{ not yaml");
        Assert.StartsWith($"--kubeconfig {noYaml}: ", Fails(new ClusterOptions { Kubeconfig = noYaml }, null));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static (string Host, string? Namespace) Open(ClusterOptions options, string? kubeconfig)
    {
        using ClusterConnection connection = ClusterConnection.Open(options, TimeProvider.System, NullLogger.Instance, null, _ => kubeconfig);
        return (connection.Client.BaseUri.AbsoluteUri, connection.Namespace);
    }

    private static string Fails(ClusterOptions options, string? kubeconfig) =>
        Assert.Throws<ClusterConnectionException>(() => Open(options, kubeconfig)).Message;

    private string Write(string name, string text)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
