using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace RL4VLM.Core.Artifacts;

/// <summary>Small documents and listings of one run's container.</summary>
internal sealed class RunBlobs(BlobContainerClient container, BlobTransfer transfer)
{
    private readonly SemaphoreSlim gate = new(1);
    private bool isContainerThere;

    /// <summary>Makes the container unless it exists. An identity that may not create one finds out at its first write whether it exists.</summary>
    public async Task EnsureContainerAsync(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (isContainerThere) return;
            await container.CreateIfNotExistsAsync(cancellationToken: cancellation).ConfigureAwait(false);
            isContainerThere = true;
        }
        catch (RequestFailedException e) when (e.Status == 403)
        {
            isContainerThere = true;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The bytes and ETag of a small blob; null when it (or the container) does not exist.</summary>
    public async Task<(byte[] Bytes, ETag Version)?> TryReadAsync(string name, CancellationToken cancellation)
    {
        try
        {
            BlobDownloadResult result = await container.GetBlobClient(name).DownloadContentAsync(cancellation).ConfigureAwait(false);
            return (result.Content.ToArray(), result.Details.ETag);
        }
        catch (RequestFailedException e) when (e.ErrorCode is "BlobNotFound" or "ContainerNotFound")
        {
            return null;
        }
    }

    /// <summary>Writes a small blob if it is still as it was read: absent for null, else at that version.</summary>
    /// <returns>False when another writer was first, or when an earlier try of this very request succeeded and its answer was lost.</returns>
    public async Task<bool> TryWriteAsync(string name, byte[] bytes, ETag? version, CancellationToken cancellation)
    {
        var conditions = version is { } seen ? new BlobRequestConditions { IfMatch = seen } : new BlobRequestConditions { IfNoneMatch = ETag.All };
        var upload = new BlobUploadOptions { Conditions = conditions, HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" } };
        try
        {
            await container.GetBlobClient(name).UploadAsync(BinaryData.FromBytes(bytes), upload, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (RequestFailedException e) when (e.ErrorCode is "BlobAlreadyExists" or "ConditionNotMet")
        {
            return false;
        }
    }

    /// <summary>Names of blobs that begin with <paramref name="prefix"/>; none when the container does not exist.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellation)
    {
        var names = new List<string>();
        try
        {
            await foreach (BlobItem item in container.GetBlobsAsync(prefix: prefix, cancellationToken: cancellation).ConfigureAwait(false)) names.Add(item.Name);
        }
        catch (RequestFailedException e) when (e.ErrorCode == "ContainerNotFound")
        {
            return [];
        }

        return names;
    }

    /// <summary>Deletes blobs; one that is already gone is no error.</summary>
    public Task DeleteAsync(IEnumerable<string> names, CancellationToken cancellation) => transfer.ForEachAsync(
        names, (name, token) => container.GetBlobClient(name).DeleteIfExistsAsync(cancellationToken: token), cancellation);
}
