using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Artifacts;

/// <summary>Opens the store a manifest names.</summary>
public static class ArtifactStores
{
    /// <summary><c>name</c>, or <c>namespace/name</c> when the manifest has a namespace (always so in a cluster).</summary>
    public static string RunInCluster(RunManifest manifest) =>
        manifest.Metadata.Namespace is { Length: > 0 } space ? $"{space}/{manifest.Metadata.Name}" : manifest.Metadata.Name;

    /// <summary>For a stage's process: below the storage of the manifest, or below <paramref name="directory"/>.</summary>
    public static IArtifactStore OpenForStage(RunManifest manifest, string? directory) =>
        new DirectoryArtifactStore(Path.Combine(StorageDirectory(manifest, directory), RunInCluster(manifest)));

    /// <summary>For <c>rl4vlm run</c>, where the namespace plays no part: <c>storage/name</c>.</summary>
    public static DirectoryArtifactStore OpenLocal(RunManifest manifest, string? directory) =>
        new(Path.Combine(StorageDirectory(manifest, directory), manifest.Metadata.Name));

    private static string StorageDirectory(RunManifest manifest, string? directory)
    {
        if (directory is not null) return directory;
        if (manifest.Spec.Storage.AzureBlob is not null)
        {
            throw new StageException(ExitCodes.BadManifest,
                "spec.storage.azureBlob: this program stores artifacts in a folder; give --directory DIR, or spec.storage.directory");
        }

        return (manifest.Spec.Storage.Directory ?? new DirectoryStorageSpec()).Path;
    }
}
