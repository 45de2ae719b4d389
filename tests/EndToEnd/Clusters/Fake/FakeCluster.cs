using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.FakeKubernetes.Authorization;
using RL4VLM.FakeKubernetes.Controllers;
using RL4VLM.FakeKubernetes.Http;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.EndToEnd.Clusters.Fake;

/// <summary>A cluster in this process: the API over HTTP with roles enforced, its controllers, two nodes, and the operator as a real process
/// that may do what the chart's roles allow.</summary>
internal sealed class FakeCluster : IClusterUnderTest
{
    private const int RequestsShown = 6;

    private readonly FakeWorkload workload;
    private readonly FakeApiServer server;
    private readonly ControllerManager controllers;
    private readonly OperatorProcesses processes;
    private readonly string kubeconfig;

    private FakeCluster(FakeWorkload workload, FakeApiServer server, IReadOnlyDictionary<string, string>? variables)
    {
        (this.workload, this.server) = (workload, server);
        Manifests.Load(server.Store, File.ReadAllText(Repository.File("docs", "crd.yaml")));
        ChartRoles.Install(server.Store);
        server.Store.Create(ResourceKind.Secrets, workload.Secret(Namespace));
        controllers = new ControllerManager(server.Store, workload.Runner(server.Store), new ControllerOptions { Nodes = [Node("node-0"), Node("node-1")] });
        controllers.Start();
        kubeconfig = Path.GetTempFileName();
        File.WriteAllText(kubeconfig, server.Kubeconfig(ChartRoles.User));
        Client = new Kubernetes(new KubernetesClientConfiguration { Host = server.Address.ToString(), AccessToken = Identities.AdminToken });
        processes = new OperatorProcesses(Client, kubeconfig, variables ?? new Dictionary<string, string>());
    }

    /// <summary>Images of the stages; no other can be pulled.</summary>
    public static StageImages Images { get; } = new() { Rollout = "registry/rollout:1", Learner = "registry/learner:1", Evaluator = "registry/evaluator:1" };

    public IKubernetes Client { get; }

    public string Namespace => "team";

    public JsonObject Spec => new() { ["storage"] = workload.Storage };

    public IOperatorUnderTest Operator => processes;

    public OperatorProcesses Processes => processes;

    public ApiHandler Api => server.Api;

    public ControllerManager Controllers => controllers;

    /// <summary>For machines that stand still for minutes: only what never comes is a failure.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromMinutes(15);

    public TimeSpan Patience => Limit;

    public TimeSpan Outage => workload.Outage;

    public IReadOnlyList<string> Violations => [.. server.Api.Authorizer.Denials.Select(denial => denial.Message), .. workload.Violations];

    /// <param name="workload">What pods do; disposed with the cluster.</param>
    /// <param name="variables">Of the operator, besides those of the chart.</param>
    public static async Task<FakeCluster> StartAsync(FakeWorkload workload, IReadOnlyDictionary<string, string>? variables = null)
    {
        FakeApiServer server = await FakeApiServer.StartAsync(new FakeApiServerOptions { Cluster = new ClusterOptions { Namespaces = ["default", "kube-system", ChartRoles.Namespace, "team"] }, Api = new ApiOptions { EnforceRoles = true } });
        var cluster = new FakeCluster(workload, server, variables);
        await cluster.Operator.ScaleAsync(1);
        return cluster;
    }

    /// <summary>To read the run's artifacts from this process.</summary>
    /// <param name="scratch">Folder for downloads.</param>
    public AzureBlobOptions BlobOptions(string scratch) => new()
    {
        Scratch = scratch, Environment = name => name == AzureBlobConnection.ConnectionStringVariable ? workload.ConnectionString : null,
    };

    /// <summary>Waits until a lease is written.</summary>
    public async Task NextLeaseAsync(CancellationToken cancellation)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Store.Changed += Look;
        try
        {
            await written.Task.WaitAsync(cancellation);
        }
        finally
        {
            server.Store.Changed -= Look;
        }

        void Look(StoreEvent change)
        {
            if (change.Kind == ResourceKind.Leases) written.TrySetResult();
        }
    }

    private static NodeOptions Node(string name) => new(name) { Allocatable = new Dictionary<string, string> { ["nvidia.com/gpu"] = "8" } };

    public IDisposable Hold(string run, string stage, int iteration) => workload.Hold(run, stage, iteration);

    public Task KillAsync(V1Pod pod)
    {
        controllers.Chaos.Kill(pod.Metadata.NamespaceProperty, pod.Metadata.Name);
        return Task.CompletedTask;
    }

    public Task CutStorageAsync(bool cut) => workload.CutStorageAsync(cut);

    /// <summary>What matters most comes last: a long output is cut there the least.</summary>
    public string Describe()
    {
        IEnumerable<string> requests = Api.Log.Records.TakeLast(RequestsShown).Select(request => $"{request.Time:HH:mm:ss.fff} {request.Verb} {request.Path} {request.Code}");
        string lease = server.Store.Get(ResourceKind.Leases, ChartRoles.Namespace, ChartRoles.Name)?["spec"]?.ToJsonString() ?? "none";
        return string.Join('\n', [.. Violations, processes.Log, .. requests, $"lease: {lease}", $"processes: {processes.State}; controllers: {controllers.Completion.Status} {controllers.Completion.Exception?.InnerException}; now {DateTime.UtcNow:HH:mm:ss.fff}"]);
    }

    public async ValueTask DisposeAsync()
    {
        await processes.DisposeAsync();
        Client.Dispose();
        controllers.Dispose();
        await server.DisposeAsync();
        await workload.DisposeAsync();
        File.Delete(kubeconfig);
    }
}
