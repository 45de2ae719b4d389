using Azure.Identity;
using Azure.Storage.Blobs;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Artifacts;

/// <summary>Where a process finds its credentials for <c>spec.storage.azureBlob</c>: a connection string in the environment (in a
/// cluster filled from the Secret), else the identity that <c>DefaultAzureCredential</c> finds, workload identity among them.</summary>
public static class AzureBlobConnection
{
    public const string ConnectionStringVariable = "RL4VLM_AZURE_CONNECTION_STRING";

    /// <summary>The name that Azure's own tools use; looked at second.</summary>
    public const string CommonConnectionStringVariable = "AZURE_STORAGE_CONNECTION_STRING";

    /// <exception cref="StageException">78 when the connection string cannot be read, or there is none and the account is not HTTPS.</exception>
    internal static BlobContainerClient Connect(AzureBlobStorageSpec spec, AzureBlobOptions options)
    {
        var client = new BlobClientOptions { RetryPolicy = new TransientRetryPolicy(options) };
        if (options.Transport is { } transport) client.Transport = transport;
        client.Diagnostics.IsLoggingEnabled = false;
        client.Diagnostics.IsTelemetryEnabled = false;
        return ServiceOf(spec, options, client).GetBlobContainerClient(spec.Container);
    }

    private static BlobServiceClient ServiceOf(AzureBlobStorageSpec spec, AzureBlobOptions options, BlobClientOptions client)
    {
        foreach (string variable in new[] { ConnectionStringVariable, CommonConnectionStringVariable })
        {
            if (options.Environment(variable) is not { Length: > 0 } text) continue;
            try
            {
                return new BlobServiceClient(text.Trim(), client);
            }
            catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
            {
                // The SDK's message may quote the text, which is a secret.
                throw new StageException(ExitCodes.BadManifest, $"{variable} holds no connection string of Azure Blob Storage; copy it again from the account's access keys");
            }
        }

        if (!spec.AccountUrl.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            throw new StageException(ExitCodes.BadManifest,
                $"spec.storage.azureBlob: there is no {ConnectionStringVariable}, and an identity's tokens only travel over HTTPS; set it, or give an https accountUrl");
        }

        return new BlobServiceClient(new Uri(spec.AccountUrl), new DefaultAzureCredential(), client);
    }
}
