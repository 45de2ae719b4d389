using System.Security.Cryptography;
using System.Text.Json;
using RL4VLM.Azurite;
using RL4VLM.Cli.Tests.Commands;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;

namespace RL4VLM.Cli.Tests.Runs;

/// <summary>A whole run whose storage is a real Azurite, beside the same run in a folder.</summary>
[Collection("Azure credentials in the environment")]
public sealed class BlobRunTests(FinishedRun local) : IClassFixture<FinishedRun>, IAsyncLifetime
{
    private AzuriteServer server = null!;
    private string manifestFile = null!;

    public async Task InitializeAsync()
    {
        server = await AzuriteServer.StartAsync();
        // Other tests of this process keep their runs in folders and read neither variable.
        Environment.SetEnvironmentVariable(AzureBlobConnection.ConnectionStringVariable, server.ConnectionString);
        Environment.SetEnvironmentVariable(AzureBlobOptions.ScratchVariable, Path.Combine(local.Folder, "scratch"));
        manifestFile = Path.Combine(local.Folder, "blob.yaml");
        string text = await File.ReadAllTextAsync(local.ManifestFile);
        await File.WriteAllTextAsync(manifestFile, $"{text}\n  storage: {{azureBlob: {{accountUrl: \"{server.AccountUrl}\"}}}}\n");
    }

    public async Task DisposeAsync()
    {
        Environment.SetEnvironmentVariable(AzureBlobConnection.ConnectionStringVariable, null);
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_run_in_blob_storage_has_the_bytes_of_one_in_a_folder_and_every_command_reads_it()
    {
        (int early, _, string message) = await Rl4Vlm.RunAsync("status", manifestFile);
        Assert.Equal(64, early);
        Assert.Contains("has not been run yet", message, StringComparison.Ordinal);

        JsonElement done = await Rl4Vlm.JsonAsync("run", manifestFile);
        Assert.Equal($"{server.AccountUrl}/rl4vlm/small", done.GetProperty("location").GetString());
        Assert.True(File.Exists(done.GetProperty("report").GetString()));
        await AssertSameBytesAsync();

        (int code, string again, string error) = await Rl4Vlm.RunAsync("run", manifestFile);
        Assert.True(code == 0, error);
        Assert.DoesNotContain("collect", again, StringComparison.Ordinal);
        Assert.True((await Rl4Vlm.JsonAsync("status", manifestFile)).GetProperty("complete").GetBoolean());
        await Rl4Vlm.JsonAsync("report", manifestFile);
        await Rl4Vlm.JsonAsync("evaluate", manifestFile, "--checkpoint", "sft", "--episodes", "2");
        await Rl4Vlm.JsonAsync("play", manifestFile, "--task", "numberline");

        string fromBlobs = Path.Combine(local.Folder, "pulled-blob"), fromFolder = Path.Combine(local.Folder, "pulled-folder");
        await Rl4Vlm.JsonAsync("checkpoint", "pull", manifestFile, "final", fromBlobs);
        await Rl4Vlm.JsonAsync("checkpoint", "pull", local.Run, "final", fromFolder);
        Assert.Equal(HashesOf(fromFolder), HashesOf(fromBlobs));
    }

    [Fact]
    public async Task A_manifest_with_a_namespace_finds_what_a_cluster_wrote_and_then_what_a_local_run_did()
    {
        var spec = new AzureBlobStorageSpec { AccountUrl = server.AccountUrl };
        string text = (await File.ReadAllTextAsync(manifestFile)).Replace("{name: small}", "{name: named, namespace: team}", StringComparison.Ordinal);
        string file = Path.Combine(local.Folder, "named.yaml");
        await File.WriteAllTextAsync(file, text);
        string settled = ManifestJson.WriteText(ManifestReader.ReadFileOrThrow(file));
        foreach (string run in new[] { "named", "team/named" })
        {
            await new AzureBlobArtifactStore(spec, run).SettleManifestAsync(settled);
            Assert.Equal($"{server.AccountUrl}/rl4vlm/{run}", (await Rl4Vlm.JsonAsync("status", file)).GetProperty("location").GetString());
        }
    }

    private async Task AssertSameBytesAsync()
    {
        IArtifactStore blobs = new AzureBlobArtifactStore(new AzureBlobStorageSpec { AccountUrl = server.AccountUrl }, "small");
        IArtifactStore folder = new DirectoryArtifactStore(local.Run);
        foreach (string prefix in new[] { "checkpoints", "demonstrations", "trajectories", "evaluations" })
        {
            IReadOnlyList<ArtifactName> artifacts = await folder.ListAsync(prefix);
            Assert.NotEmpty(artifacts);
            Assert.Equal(artifacts, await blobs.ListAsync(prefix));
            foreach (ArtifactName artifact in artifacts)
            {
                Assert.Equal((await folder.TryGetCommitAsync(artifact))!.Files, (await blobs.TryGetCommitAsync(artifact))!.Files);
            }
        }
    }

    private static string[] HashesOf(string folder) =>
        [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(path => $"{Path.GetFileName(path)} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))}")];
}
