using System.Net;
using System.Text;
using k8s;
using k8s.Autorest;
using k8s.Models;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Cluster;

/// <summary>Where a cluster's run keeps its artifacts, and how to read them from here.</summary>
internal static class RunStorage
{
    /// <summary>A person waits for the answer.</summary>
    private static readonly TimeSpan RetryFor = TimeSpan.FromMinutes(1);

    /// <summary>For people; null for a spec that is no manifest.</summary>
    public static string? Location(ClusterRun run)
    {
        if (ManifestReader.ReadResource(run.Name, run.Namespace, run.Spec).Manifest is not { } manifest) return null;
        string at = ArtifactStores.RunInCluster(manifest);
        if (manifest.Spec.Storage.AzureBlob is { } blob) return $"{blob.AccountUrl.TrimEnd('/')}/{blob.Container}/{at}";
        DirectoryStorageSpec directory = manifest.Spec.Storage.Directory ?? new DirectoryStorageSpec();
        return $"{directory.Path.TrimEnd('/')}/{at}{(directory.VolumeClaim is { } claim ? $" on claim {claim.Name}" : "")}";
    }

    /// <summary>The store to read from.</summary>
    /// <param name="runs">The cluster.</param>
    /// <param name="manifest">The run's.</param>
    /// <param name="directory">Where the run's volume claim is mounted here; null when it is not.</param>
    /// <param name="warn">Told when the Secret cannot be read.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="StageException">64 when the artifacts cannot be reached from here.</exception>
    public static async Task<IArtifactStore> OpenAsync(RunCluster runs, RunManifest manifest, string? directory, Action<string> warn, CancellationToken cancellation)
    {
        string at = ArtifactStores.RunInCluster(manifest);
        if (directory is not null) return new DirectoryArtifactStore(Path.Combine(Path.GetFullPath(directory), at));
        if (manifest.Spec.Storage.AzureBlob is not { } blob)
        {
            string claim = manifest.Spec.Storage.Directory?.VolumeClaim?.Name ?? "?";
            throw new StageException(ExitCodes.Usage,
                $"{manifest.Metadata.Name} keeps its artifacts on the volume claim '{claim}', which is not on this machine: "
                + $"mount it, or copy {at} from it (kubectl cp, from a pod that mounts it), and give --directory DIR with DIR/{at} there");
        }

        AzureBlobOptions options = AzureBlobOptions.FromEnvironment() with { RetryFor = RetryFor };
        if (blob.ConnectionStringSecret is { } secret && await ConnectionStringAsync(runs, secret, warn, cancellation).ConfigureAwait(false) is { } connection)
        {
            Func<string, string?> environment = options.Environment;
            options = options with { Environment = name => name == AzureBlobConnection.ConnectionStringVariable ? connection : environment(name) };
        }

        return new AzureBlobArtifactStore(blob, at, options);
    }

    private static async Task<string?> ConnectionStringAsync(RunCluster runs, SecretKeyReference reference, Action<string> warn, CancellationToken cancellation)
    {
        string why;
        try
        {
            V1Secret secret = await runs.Client.CoreV1.ReadNamespacedSecretAsync(reference.Name, runs.Namespace, cancellationToken: cancellation).ConfigureAwait(false);
            if (secret.Data is { } data && data.TryGetValue(reference.Key, out byte[]? bytes)) return Encoding.UTF8.GetString(bytes);
            why = $"has no key {reference.Key}";
        }
        catch (HttpOperationException e) when (ClusterFailure.Is(e, HttpStatusCode.Forbidden))
        {
            why = "is not yours to read";
        }
        catch (HttpOperationException e) when (ClusterFailure.Is(e, HttpStatusCode.NotFound))
        {
            why = "is not there";
        }

        warn($"Secret {reference.Name} in namespace {runs.Namespace} {why}; using {AzureBlobConnection.ConnectionStringVariable} or your own Azure identity");
        return null;
    }
}
