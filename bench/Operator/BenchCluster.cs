using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Stages;
using RL4VLM.FakeKubernetes.Controllers;
using RL4VLM.FakeKubernetes.Controllers.Runners;
using RL4VLM.FakeKubernetes.Http;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.Benchmarks.Operator;

/// <summary>The fake API server with the CRD, the chart's roles enforced and controllers that run Jobs; it notes when a run gets its first Job.</summary>
internal sealed class BenchCluster : IAsyncDisposable
{
    /// <summary>Namespace and account of the operator in the chart's rendered roles, and the name of its Lease.</summary>
    public const string OperatorNamespace = "rl4vlm-system";
    public const string OperatorName = "rl4vlm";
    public const string OperatorAccount = $"system:serviceaccount:{OperatorNamespace}:{OperatorName}";

    private readonly FakeApiServer server;
    private readonly ConcurrentDictionary<string, long> firstJobs = new(StringComparer.Ordinal);
    private ControllerManager? manager;

    private BenchCluster(FakeApiServer server)
    {
        this.server = server;
        server.Store.Changed += Observe;
    }

    public RequestLog Log => server.Api.Log;

    /// <summary>When the run <c>namespace/name</c> got its first Job, as a timestamp of <see cref="Stopwatch"/>.</summary>
    public IReadOnlyDictionary<string, long> FirstJobs => firstJobs;

    public IReadOnlyCollection<string> Denials => [.. server.Api.Authorizer.Denials.Select(denial => denial.Message)];

    public static async Task<BenchCluster> StartAsync(BenchOptions options)
    {
        FakeApiServer server = await FakeApiServer.StartAsync(new FakeApiServerOptions { Api = new ApiOptions { EnforceRoles = true } });
        server.Api.Log.Keep = 0;
        if (options.Latency > TimeSpan.Zero) server.Api.Faults.Latency = route => route.Verb == "watch" ? TimeSpan.Zero : options.Latency;
        Manifests.Load(server.Store, await File.ReadAllTextAsync(Path.Combine(options.Root, "docs/crd.yaml")));
        Manifests.Load(server.Store, await RolesAsync(options.Root));
        for (int i = 0; i < options.Namespaces; i++)
        {
            string space = NamespaceOf(i, options);
            Create(ResourceKind.Namespaces, new JsonObject { ["metadata"] = new JsonObject { ["name"] = space } });
            Create(ResourceKind.Secrets, new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = "rl4vlm-storage", ["namespace"] = space },
                ["stringData"] = new JsonObject { ["connection"] = "UseDevelopmentStorage=true" },
            });
        }

        // Ours first: what the controllers do with a new Job is no part of the time until it is there.
        var cluster = new BenchCluster(server);
        cluster.manager = new ControllerManager(server.Store, new ScriptedRunner(start => Act(start, options)));
        cluster.manager.Start();
        return cluster;

        void Create(ResourceKind kind, JsonObject body) => server.Store.Create(kind, body);
    }

    public static string NamespaceOf(int run, BenchOptions options) => $"team-{run % options.Namespaces}";

    public HttpClient Client() => server.Client();

    public string Kubeconfig() => server.Kubeconfig(OperatorAccount, OperatorNamespace);

    /// <summary>Writes of the operator that were carried out, but those of its Lease.</summary>
    public long Writes(string? resource = null) => resource is not null ? Log.WriteCount(resource, OperatorAccount)
        : Log.WriteCount(null, OperatorAccount) - Log.WriteCount("leases", OperatorAccount);

    /// <summary>Its calls, those that failed and those of its Lease included.</summary>
    public long Calls() => Log.Count(OperatorAccount);

    public async ValueTask DisposeAsync()
    {
        server.Store.Changed -= Observe;
        manager?.Dispose();
        await server.DisposeAsync();
    }

    /// <summary>Roles and bindings as the chart renders them (the snapshot its tests compare with).</summary>
    private static async Task<string> RolesAsync(string root)
    {
        string rendered = await File.ReadAllTextAsync(Path.Combine(root, "tests/Chart.Tests/Snapshots/defaults.yaml"));
        return string.Join("\n---\n", rendered.Split("\n---").Where(document => document.Contains("\napiVersion: rbac.authorization.k8s.io/", StringComparison.Ordinal)));
    }

    private static Script Act(ContainerStart start, BenchOptions options)
    {
        string stage = start.Label("rl4vlm.io/stage") ?? "";
        if (stage != StageNames.Initialize) return Script.Forever;
        return Script.Done(Encoding.UTF8.GetString(CommitJson.Write(new StageSummary { Stage = stage })), options.Stage);
    }

    private void Observe(StoreEvent change)
    {
        if (change.Kind != ResourceKind.Jobs || change.Type != "ADDED") return;
        string? owner = change.Object["metadata"]?["ownerReferences"]?[0]?["name"]?.GetValue<string>();
        if (owner is not null) firstJobs.TryAdd($"{change.Object["metadata"]!["namespace"]!.GetValue<string>()}/{owner}", Stopwatch.GetTimestamp());
    }
}
