using RL4VLM.Core.Manifest;

namespace RL4VLM.Core.Artifacts;

/// <summary>Opens the store a manifest names.</summary>
public static class ArtifactStores
{
    /// <summary><c>name</c>, or <c>namespace/name</c> when the manifest has a namespace (always so in a cluster).</summary>
    public static string RunInCluster(RunManifest manifest) =>
        manifest.Metadata.Namespace is { Length: > 0 } space ? $"{space}/{manifest.Metadata.Name}" : manifest.Metadata.Name;

    /// <summary>For a stage's process: in the storage of the manifest, or below <paramref name="directory"/>.</summary>
    public static IArtifactStore OpenForStage(RunManifest manifest, string? directory) => Open(manifest, directory, RunInCluster(manifest));

    /// <summary>For <c>rl4vlm run</c>, where the namespace plays no part: <c>storage/name</c>.</summary>
    public static IArtifactStore OpenLocal(RunManifest manifest, string? directory) => Open(manifest, directory, manifest.Metadata.Name);

    /// <summary>Where a run may lie that somebody looks for: what a cluster wrote comes first, then what <c>rl4vlm run</c> did.</summary>
    public static IEnumerable<IArtifactStore> Candidates(RunManifest manifest, string? directory)
    {
        if (RunInCluster(manifest) != manifest.Metadata.Name) yield return OpenForStage(manifest, directory);
        yield return OpenLocal(manifest, directory);
    }

    private static IArtifactStore Open(RunManifest manifest, string? directory, string run) => UsesBlobs(manifest, directory)
        ? new AzureBlobArtifactStore(manifest.Spec.Storage.AzureBlob!, run)
        : new DirectoryArtifactStore(Path.Combine(directory ?? (manifest.Spec.Storage.Directory ?? new DirectoryStorageSpec()).Path, run));

    private static bool UsesBlobs(RunManifest manifest, string? directory) => directory is null && manifest.Spec.Storage.AzureBlob is not null;
}
