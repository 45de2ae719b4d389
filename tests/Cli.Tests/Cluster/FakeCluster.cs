using System.Text.Json.Nodes;
using RL4VLM.Cli.Tests.Commands;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.FakeKubernetes.Authorization;
using RL4VLM.FakeKubernetes.Http;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.Cli.Tests.Cluster;

/// <summary>A cluster's API with the definition and roles enforced, reached as kubectl would: by kubeconfig files.</summary>
internal sealed class FakeCluster : IAsyncDisposable
{
    public const string Viewer = "system:serviceaccount:default:viewer";
    public const string Editor = "system:serviceaccount:default:editor";
    public const string Nobody = "system:serviceaccount:default:nobody";

    public static ResourceKind Runs { get; } = new(RunManifest.Group, RunManifest.Version, RunManifest.Plural, RunManifest.KindName, true);

    private FakeCluster(FakeApiServer server, ApiOptions options) => (Server, Options) = (server, options);

    public FakeApiServer Server { get; }

    public ApiOptions Options { get; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("rl4vlm-kubectl-").FullName;

    public static string Root { get; } = FindRoot();

    public static async Task<FakeCluster> StartAsync(bool installed = true)
    {
        var options = new ApiOptions { EnforceRoles = true };
        FakeApiServer server = await FakeApiServer.StartAsync(new FakeApiServerOptions { Api = options });
        if (installed) Manifests.Load(server.Store, await File.ReadAllTextAsync(Path.Combine(Root, "docs", "crd.yaml")));
        Manifests.Load(server.Store, Roles.Yaml());
        return new FakeCluster(server, options);
    }

    /// <summary>Runs <c>rl4vlm kubectl …</c> as the user.</summary>
    public Task<(int Code, string Output, string Error)> AsAsync(string user, params string[] args) =>
        Rl4Vlm.RunAsync(["kubectl", .. args, "--kubeconfig", Kubeconfig(user)]);

    public string Kubeconfig(string user, string @namespace = "default")
    {
        string file = Path.Combine(Folder, $"{user.Split(':')[^1]}-{@namespace}.yaml");
        File.WriteAllText(file, Server.Kubeconfig(user, @namespace));
        return file;
    }

    public void AddRun(string name, string storage = "{azureBlob: {accountUrl: \"https://example.blob.core.windows.net\"}}", string @namespace = "default") => Manifests.Load(Server.Store, $$"""
        apiVersion: rl4vlm.io/v1alpha1
        kind: RL4VLMRun
        metadata:
          name: {{name}}
          annotations: {note: not a field that a manifest has a use for}
        spec:
          model: {preset: tiny}
          tasks: [{name: numberline}]
          ppo: {iterations: 40}
          rollout: {workers: 2}
          storage: {{storage}}
        """, @namespace);

    public JsonObject Run(string name) => Server.Store.Get(Runs, "default", name)!;

    /// <summary>Writes the status as the operator would.</summary>
    public void SetStatus(string name, RunStatus status, string @namespace = "default") =>
        Server.Store.Update(Runs, @namespace, name, run => run["status"] = JsonNode.Parse(RunStatusJson.Write(status).GetRawText()), status: true);

    /// <summary>A stage's pod; one without a state has not started.</summary>
    public void AddPod(string name, string run, string stage, int iteration, string? task = null, int? worker = null, bool started = true, bool ended = true)
    {
        var labels = new JsonObject
        {
            [Labels.ManagedBy] = Labels.Operator, [Labels.Run] = run, [Labels.Stage] = stage, [Labels.Iteration] = $"{iteration}",
        };
        if (task is not null) labels[Labels.Task] = task;
        if (worker is not null) labels[Labels.CompletionIndex] = $"{worker}";
        Server.Store.Create(ResourceKind.Pods, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default", ["labels"] = labels },
            ["spec"] = new JsonObject
            {
                ["nodeName"] = started ? "node" : null,
                ["containers"] = new JsonArray(new JsonObject { ["name"] = Labels.Container, ["image"] = "stage:1" }, new JsonObject { ["name"] = "sidecar", ["image"] = "side:1" }),
            },
        });
        if (started) StartPod(name, ended);
    }

    public void StartPod(string name, bool ended)
    {
        Server.Store.Update(ResourceKind.Pods, "default", name, pod => pod["spec"]!["nodeName"] = "node");
        Server.Store.Update(ResourceKind.Pods, "default", name, pod => pod["status"] = new JsonObject
        {
            ["phase"] = ended ? "Succeeded" : "Running",
            ["containerStatuses"] = new JsonArray(new JsonObject
            {
                ["name"] = Labels.Container, ["image"] = "stage:1", ["imageID"] = "", ["ready"] = !ended, ["restartCount"] = 0,
                ["state"] = ended ? new JsonObject { ["terminated"] = new JsonObject { ["exitCode"] = 0 } } : new JsonObject { ["running"] = new JsonObject() },
            }),
        }, status: true);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RL4VLM.slnx"))) return folder.FullName;
        }

        throw new InvalidOperationException("RL4VLM.slnx is in no folder above the tests");
    }
}
