using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using RL4VLM.Azurite;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;

namespace RL4VLM.Core.Tests.Artifacts;

/// <summary>A run of its own in a container, its scratch folders, and a client that goes behind the store's back.</summary>
internal sealed class BlobRun(AzuriteServer server) : IDisposable
{
    public const string ContainerName = "tests";

    private readonly string root = Directory.CreateTempSubdirectory("rl4vlm-blobs-").FullName;
    private int machines;

    public string Name { get; } = $"team/run-{Guid.NewGuid():N}";

    public BlobContainerClient Container { get; } = new(server.ConnectionString, ContainerName);

    /// <summary>What the store warned about.</summary>
    public List<string> Warnings { get; } = [];

    public AzureBlobStorageSpec Spec => new() { AccountUrl = server.AccountUrl, Container = ContainerName };

    /// <summary>Options of a machine that has nothing yet. Retries come fast and end early enough for a test that loses.</summary>
    public AzureBlobOptions Options() => new()
    {
        Scratch = Path.Combine(root, $"machine-{Interlocked.Increment(ref machines)}"),
        RetryDelay = TimeSpan.FromMilliseconds(20),
        RetryMaximumDelay = TimeSpan.FromMilliseconds(200),
        Environment = name => name == AzureBlobConnection.ConnectionStringVariable ? server.ConnectionString : null,
        Warn = message =>
        {
            lock (Warnings) Warnings.Add(message);
        },
    };

    public AzureBlobArtifactStore Open(AzureBlobOptions? options = null) => new(Spec, Name, options ?? Options());

    public BlobClient Blob(string name) => Container.GetBlobClient($"{Name}/{name}");

    /// <summary>The blob that holds a committed file.</summary>
    public async Task<BlobClient> PayloadAsync(ArtifactName artifact, string file)
    {
        Commit commit = (await Open().TryGetCommitAsync(artifact))!;
        return Blob($".attempts/{artifact}/{commit.Attempt}/{file}");
    }

    /// <summary>Names below the run.</summary>
    public async Task<string[]> NamesAsync()
    {
        await Container.CreateIfNotExistsAsync();
        var names = new List<string>();
        await foreach (BlobItem item in Container.GetBlobsAsync(prefix: Name + "/")) names.Add(item.Name[(Name.Length + 1)..]);
        return [.. names];
    }

    /// <summary>Blobs of attempts that no commit names.</summary>
    public async Task<string[]> LeftoversAsync()
    {
        string[] names = await NamesAsync();
        AzureBlobArtifactStore store = Open();
        var committed = new HashSet<string>();
        foreach (string commit in names.Where(name => name.EndsWith("/_commit.json", StringComparison.Ordinal)))
        {
            var artifact = new ArtifactName(commit[..^"/_commit.json".Length]);
            Commit read = (await store.TryGetCommitAsync(artifact))!;
            committed.UnionWith(read.Files.Select(file => $".attempts/{artifact}/{read.Attempt}/{file.Name}"));
        }

        return [.. names.Where(name => name.StartsWith(".attempts/", StringComparison.Ordinal) && !committed.Contains(name))];
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}
