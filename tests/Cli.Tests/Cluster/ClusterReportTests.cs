using System.Text;
using System.Text.Json.Nodes;
using RL4VLM.Azurite;
using RL4VLM.Cli.Tests.Commands;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.Cli.Tests.Cluster;

/// <summary>Reports of runs that the cluster knows, from blob storage and from a claim's folder.</summary>
[Collection("Azure credentials in the environment")]
public sealed class ClusterReportTests(FinishedRun finished) : IClassFixture<FinishedRun>, IAsyncLifetime
{
    private FakeCluster cluster = null!;

    public async Task InitializeAsync() => cluster = await FakeCluster.StartAsync();

    public async Task DisposeAsync() => await cluster.DisposeAsync();

    [Fact]
    public async Task A_run_in_blob_storage_is_read_with_the_Secret_that_its_manifest_names()
    {
        await using AzuriteServer server = await AzuriteServer.StartAsync();
        cluster.AddRun("blobs", $"{{azureBlob: {{accountUrl: \"{server.AccountUrl}\", connectionStringSecret: {{name: storage, key: connection}}}}}}");
        cluster.Server.Store.Create(ResourceKind.Secrets, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "storage", ["namespace"] = "default" },
            ["data"] = new JsonObject { ["connection"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(server.ConnectionString)) },
        });
        (int code, string output, string error) = await cluster.AsAsync(FakeCluster.Editor, "report", "blobs");
        Assert.Equal((64, ""), (code, output));
        Assert.Contains($"there is no manifest.json in {server.AccountUrl}/rl4vlm/default/blobs", error, StringComparison.Ordinal);

        string text = await File.ReadAllTextAsync(Path.Combine(finished.Run, ArtifactPaths.ManifestFile));
        var store = new AzureBlobArtifactStore(
            new AzureBlobStorageSpec { AccountUrl = server.AccountUrl }, "default/blobs",
            AzureBlobOptions.FromEnvironment() with { Environment = name => name == AzureBlobConnection.ConnectionStringVariable ? server.ConnectionString : null });
        await store.SettleManifestAsync(text.Replace("\"small\"", "\"blobs\"", StringComparison.Ordinal));
        (code, output, error) = await cluster.AsAsync(FakeCluster.Editor, "report", "blobs");
        Assert.Equal((0, ""), (code, error));
        string report = output.Trim();
        Assert.EndsWith(Path.Combine("runs", "blobs", "report.html"), report, StringComparison.Ordinal);
        Assert.Contains("<h1>blobs</h1>", await File.ReadAllTextAsync(report), StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(report)!, recursive: true);
    }

    [Fact]
    public async Task Without_the_right_to_read_the_Secret_ones_own_credentials_are_used()
    {
        cluster.AddRun("blobs", "{azureBlob: {accountUrl: \"http://127.0.0.1:9\", connectionStringSecret: {name: storage, key: connection}}}");
        (int code, _, string error) = await cluster.AsAsync(FakeCluster.Viewer, "report", "blobs");
        Assert.Equal(78, code);
        Assert.Contains("warning: Secret storage in namespace default is not yours to read; using RL4VLM_AZURE_CONNECTION_STRING", error, StringComparison.Ordinal);
        Assert.Contains("there is no RL4VLM_AZURE_CONNECTION_STRING", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_claim_that_is_mounted_here_is_given_as_a_directory()
    {
        cluster.AddRun("small", "{directory: {path: /runs, volumeClaim: {name: shared}}}");
        (int code, _, string error) = await cluster.AsAsync(FakeCluster.Viewer, "report", "small");
        Assert.Equal(64, code);
        Assert.Contains("on the volume claim 'shared', which is not on this machine: mount it, or copy default/small from it", error, StringComparison.Ordinal);

        string mounted = Path.Combine(cluster.Folder, "mounted"), run = Path.Combine(mounted, "default", "small");
        Directory.CreateDirectory(Path.GetDirectoryName(run)!);
        Directory.CreateSymbolicLink(run, finished.Run);
        (code, string output, error) = await cluster.AsAsync(FakeCluster.Viewer, "report", "small", "--directory", mounted);
        Assert.Equal((0, ""), (code, error));
        string page = await File.ReadAllTextAsync(output.Trim());
        Assert.Contains("<h1>small</h1>", page, StringComparison.Ordinal);
        Assert.Contains("2 PPO iterations", page, StringComparison.Ordinal);
    }
}
