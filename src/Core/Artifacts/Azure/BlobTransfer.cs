using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Artifacts;

/// <summary>Payload on its way to and from a container: large files as blocks in parallel, each block with its MD5, each download
/// checked against the commit before it gets its name.</summary>
internal sealed class BlobTransfer(BlobContainerClient container, AzureBlobOptions options)
{
    private readonly StorageTransferOptions blocks = new()
    {
        InitialTransferSize = options.BlockSize,
        MaximumTransferSize = options.BlockSize,
        MaximumConcurrency = options.Concurrency,
    };

    /// <summary>Runs <paramref name="work"/> over all items, several side by side.</summary>
    public Task ForEachAsync<T>(IEnumerable<T> items, Func<T, CancellationToken, Task> work, CancellationToken cancellation) => Parallel.ForEachAsync(
        items, new ParallelOptions { MaxDegreeOfParallelism = options.Concurrency, CancellationToken = cancellation },
        async (item, token) => await work(item, token).ConfigureAwait(false));

    public async Task UploadAsync(string path, string name, CancellationToken cancellation)
    {
        await using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        var upload = new BlobUploadOptions
        {
            TransferOptions = blocks,
            TransferValidation = new UploadTransferValidationOptions { ChecksumAlgorithm = StorageChecksumAlgorithm.MD5 },
        };
        await container.GetBlobClient(name).UploadAsync(stream, upload, cancellation).ConfigureAwait(false);
    }

    /// <summary>Downloads to a name of its own beside <paramref name="path"/>, verifies, and renames: whoever sees the path sees a whole file.</summary>
    /// <returns>False when there is no such blob.</returns>
    /// <exception cref="StageException">65 when length or SHA-256 differ from the commit.</exception>
    public async Task<bool> TryDownloadAsync(string name, string path, CommittedFile expected, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string temporary = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            (long length, string sha256)? got = await TryDownloadAsync(name, temporary, expected.Length, cancellation).ConfigureAwait(false);
            if (got is null) return false;
            Check(name, expected, got.Value.length, got.Value.sha256);
            File.Move(temporary, path, overwrite: true);
            return true;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private async Task<(long Length, string Sha256)?> TryDownloadAsync(string name, string path, long limit, CancellationToken cancellation)
    {
        await using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        await using var hashing = new HashingStream(file, limit);
        try
        {
            using Response response = await container.GetBlobClient(name)
                .DownloadToAsync(hashing, new BlobDownloadToOptions { TransferOptions = blocks }, cancellation).ConfigureAwait(false);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
        catch (HashingStream.TooLongException)
        {
            throw StageException.Corrupt(Label(name), $"has more than the {limit} bytes that the commit says", limit);
        }

        return (hashing.Seen, hashing.Finish());
    }

    /// <summary>A blob's name as messages show it.</summary>
    public string Label(string name) => $"{container.Uri.GetLeftPart(UriPartial.Path)}/{name}";

    private void Check(string name, CommittedFile expected, long length, string sha256)
    {
        if (length != expected.Length)
        {
            throw StageException.Corrupt(Label(name), $"has {length} bytes where the commit says {expected.Length}", Math.Min(length, expected.Length));
        }

        if (!string.Equals(sha256, expected.Sha256, StringComparison.OrdinalIgnoreCase))
        {
            throw StageException.Corrupt(Label(name), $"its SHA-256 is {sha256} where the commit says {expected.Sha256}");
        }
    }
}
