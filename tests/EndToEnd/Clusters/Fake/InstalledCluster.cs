using System.Text.Json.Nodes;
using RL4VLM.EndToEnd.Clusters.Real;
using RL4VLM.FakeKubernetes.Controllers;
using RL4VLM.FakeKubernetes.Controllers.Runners;
using RL4VLM.FakeKubernetes.Controllers.Runners.Processes;
using RL4VLM.FakeKubernetes.Http;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.EndToEnd.Clusters.Fake;

/// <summary>A cluster in this process that looks from outside like one with the chart installed: the operator runs as the pods of its Deployment.
/// It proves the code that <c>make test-cluster</c> runs.</summary>
internal sealed class InstalledCluster : IAsyncDisposable
{
    public const string Namespace = "team";

    private readonly ScriptedWorkload workload;
    private readonly FakeApiServer server;
    private readonly ControllerManager controllers;
    private readonly DeploymentController deployment;
    private readonly TemporaryFolder folder = new();

    private InstalledCluster(ScriptedWorkload workload, FakeApiServer server)
    {
        (this.workload, this.server) = (workload, server);
        Manifests.Load(server.Store, File.ReadAllText(Repository.File("docs", "crd.yaml")));
        ChartRoles.Install(server.Store);
        server.Store.Create(ResourceKind.Secrets, workload.Secret(Namespace));
        Kubeconfig = Path.Combine(folder.Path, "admin");
        File.WriteAllText(Kubeconfig, server.Kubeconfig());
        string account = Path.Combine(folder.Path, "operator");
        File.WriteAllText(account, server.Kubeconfig(ChartRoles.User));
        JsonObject deployed = ChartRoles.Deployment(FakeCluster.Images);
        controllers = new ControllerManager(server.Store, new Runner(workload.Runner(server.Store), Operator(account), (string)deployed["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]!), new ControllerOptions { Nodes = [new NodeOptions("node-0"), new NodeOptions("node-1")] });
        controllers.Start();
        server.Store.Create(DeploymentController.Deployments, deployed);
        deployment = new DeploymentController(server.Store, ChartRoles.Namespace, ChartRoles.Name);
    }

    /// <summary>File of the administrator's.</summary>
    public string Kubeconfig { get; }

    public static async Task<InstalledCluster> StartAsync() => new(
        FakeWorkload.Scripted(_ => TimeSpan.FromSeconds(1.5)),
        await FakeApiServer.StartAsync(new FakeApiServerOptions { Cluster = new ClusterOptions { Namespaces = ["default", "kube-system", ChartRoles.Namespace, Namespace] }, Api = new ApiOptions { EnforceRoles = true } }));

    public RealSettings Settings => new() { Namespace = Namespace, Storage = workload.Storage, Patience = FakeCluster.Limit };

    public IReadOnlyList<string> Violations => [.. server.Api.Authorizer.Denials.Select(denial => denial.Message), .. workload.Violations];

    public async ValueTask DisposeAsync()
    {
        await deployment.DisposeAsync();
        controllers.Dispose();
        await server.DisposeAsync();
        folder.Dispose();
    }

    private ProcessRunner Operator(string account) => new(server.Store, new ProcessRunnerOptions
    {
        Images = new Dictionary<string, ProgramImage>
        {
            ["rl4vlm/operator"] = new("dotnet", Repository.Program("Operator", "rl4vlm-operator")) { Environment = new Dictionary<string, string> { ["KUBECONFIG"] = account } },
        },
        MaximumPods = 8,
    });

    /// <summary>The operator's pods are processes, all others scripted.</summary>
    private sealed class Runner(IPodRunner stages, IPodRunner operators, string image) : IPodRunner
    {
        public bool HasImage(string name) => name == image ? operators.HasImage(name) : stages.HasImage(name);

        public IContainerRun Start(ContainerStart start, Action<ContainerExit> exited) =>
            ((string?)start.Container["image"] == image ? operators : stages).Start(start, exited);

        public void Remove(string podUid) => operators.Remove(podUid);

        public void Dispose()
        {
            operators.Dispose();
            stages.Dispose();
        }
    }
}
