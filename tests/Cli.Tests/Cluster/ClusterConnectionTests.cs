using RL4VLM.Cli.Tests.Commands;
using RL4VLM.FakeKubernetes.Authorization;

namespace RL4VLM.Cli.Tests.Cluster;

/// <summary>What stands between the command line and the cluster, each with one message and no stack trace.</summary>
public sealed class ClusterConnectionTests : IAsyncLifetime
{
    private FakeCluster cluster = null!;

    public async Task InitializeAsync() => cluster = await FakeCluster.StartAsync(installed: false);

    public async Task DisposeAsync() => await cluster.DisposeAsync();

    [Fact]
    public async Task A_cluster_without_the_definition_is_told_from_one_without_the_run()
    {
        foreach (string[] args in new string[][] { ["get"], ["get", "one"], ["get", "-A"], ["suspend", "one"], ["logs", "one"] })
        {
            (int code, string error) = await FailAsync(cluster.Kubeconfig(Identities.AdminToken), args);
            Assert.Equal((64, "rl4vlm: the cluster knows no RL4VLMRun: the operator is not installed (docs/installation.md)\n"), (code, error));
        }
    }

    [Fact]
    public async Task Credentials_and_roles_that_do_not_suffice_exit_78()
    {
        (int code, string error) = await FailAsync(Write("unknown", cluster.Server.Kubeconfig("no such token")), "get");
        Assert.Equal(78, code);
        Assert.Contains("does not accept the kubeconfig's credentials", error, StringComparison.Ordinal);
        await using FakeCluster installed = await FakeCluster.StartAsync();
        (code, _, error) = await installed.AsAsync(FakeCluster.Nobody, "get", "one");
        Assert.Equal(78, code);
        Assert.Contains("the cluster refuses access: rl4vlmruns.rl4vlm.io \"one\" is forbidden", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_exits_75()
    {
        string config = cluster.Server.Kubeconfig().Replace(cluster.Server.Address.ToString().TrimEnd('/'), "http://127.0.0.1:9", StringComparison.Ordinal);
        (int code, string error) = await FailAsync(Write("away", config), "get");
        Assert.Equal(75, code);
        Assert.StartsWith("rl4vlm: no answer from the API server http://127.0.0.1:9/", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_kubeconfig_or_context_is_named()
    {
        string missing = Path.Combine(cluster.Folder, "missing");
        Assert.Equal((64, $"rl4vlm: --kubeconfig: there is no file {missing}\n"), await FailAsync(missing, "get"));
        string broken = Write("broken", "{ not yaml");
        (int code, string error) = await FailAsync(broken, "get");
        Assert.Equal(64, code);
        Assert.Contains(broken, error, StringComparison.Ordinal);
        (code, error) = await FailAsync(cluster.Kubeconfig(Identities.AdminToken), "get", "--context", "elsewhere");
        Assert.Equal(64, code);
        Assert.Contains("has no context 'elsewhere'; it has fake", error, StringComparison.Ordinal);
    }

    private string Write(string name, string text)
    {
        string file = Path.Combine(cluster.Folder, name);
        File.WriteAllText(file, text);
        return file;
    }

    private static async Task<(int Code, string Error)> FailAsync(string kubeconfig, params string[] args)
    {
        (int code, string output, string error) = await Rl4Vlm.RunAsync(["kubectl", .. args, "--kubeconfig", kubeconfig]);
        Assert.Empty(output);
        Assert.Equal(1, error.Count(character => character == '\n'));
        return (code, error);
    }
}
