using k8s.Models;
using RL4VLM.Core.Manifest;

namespace RL4VLM.Operator.Jobs;

/// <summary>What a stage's pod needs to reach the run's storage. Credentials stay where they are: the kubelet resolves the reference.</summary>
internal sealed record StageStorage
{
    /// <summary>Where the blob store looks for a connection string (docs/storage.md).</summary>
    public const string ConnectionStringVariable = "RL4VLM_AZURE_CONNECTION_STRING";

    /// <summary>Where the blob store keeps what it has downloaded and verified (docs/storage.md): on the node, where the run says so.</summary>
    public const string CacheVariable = "RL4VLM_SCRATCH";

    private const string CacheFolder = "/var/cache/rl4vlm";

    private const string ArtifactVolume = "rl4vlm-artifacts";

    private const string CacheVolume = "rl4vlm-cache";

    /// <summary>Absolute folder that replaces the manifest's (which may be relative); null for blob storage.</summary>
    public string? Directory { get; init; }

    public bool UsesWorkloadIdentity { get; init; }

    public IReadOnlyList<V1Volume> Volumes { get; init; } = [];

    public IReadOnlyList<V1VolumeMount> Mounts { get; init; } = [];

    public IReadOnlyList<V1EnvVar> Environment { get; init; } = [];

    public static StageStorage Of(StorageSpec storage)
    {
        StageStorage artifacts = storage.AzureBlob is { } blob ? Blob(blob) : Folder(storage.Directory ?? new DirectoryStorageSpec());
        if (storage.Cache is not { } cache) return artifacts;
        var volume = new V1Volume { Name = CacheVolume };
        if (cache.HostPath is { } path) volume.HostPath = new V1HostPathVolumeSource { Path = path, Type = "DirectoryOrCreate" };
        else volume.PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = cache.VolumeClaim!.Name };
        return artifacts with
        {
            Volumes = [.. artifacts.Volumes, volume],
            Mounts = [.. artifacts.Mounts, new V1VolumeMount { Name = CacheVolume, MountPath = CacheFolder }],
            Environment = [.. artifacts.Environment, new V1EnvVar { Name = CacheVariable, Value = CacheFolder }],
        };
    }

    private static StageStorage Blob(AzureBlobStorageSpec blob) => blob.ConnectionStringSecret is not { } secret
        ? new StageStorage { UsesWorkloadIdentity = true }
        : new StageStorage
        {
            Environment =
            [
                new V1EnvVar
                {
                    Name = ConnectionStringVariable,
                    ValueFrom = new V1EnvVarSource { SecretKeyRef = new V1SecretKeySelector { Name = secret.Name, Key = secret.Key } },
                },
            ],
        };

    private static StageStorage Folder(DirectoryStorageSpec directory)
    {
        string path = "/" + directory.Path.Trim('/');
        return new StageStorage
        {
            Directory = path,
            Volumes = [new V1Volume { Name = ArtifactVolume, PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = directory.VolumeClaim?.Name } }],
            Mounts = [new V1VolumeMount { Name = ArtifactVolume, MountPath = path }],
        };
    }
}
