using System.Net.Sockets;
using Azure.Identity;
using Azure;
using Microsoft.Identity.Client;
using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Artifacts;

/// <summary>What the Azure SDK's exceptions mean: worth another try, or somebody's mistake.</summary>
internal static class AzureFailure
{
    /// <summary>Whether the same request may succeed a little later.</summary>
    public static bool IsTransient(Exception exception) => exception switch
    {
        RequestFailedException failed => IsTransient(failed.Status) || failed.ErrorCode == "Md5Mismatch",
        AuthenticationFailedException => HasNetworkCause(exception.InnerException),
        HttpRequestException or IOException or SocketException or TimeoutException => true,
        _ => false,
    };

    /// <summary>Whether a response with this status is worth another try; 0 is no response at all.</summary>
    public static bool IsTransient(int status) => status is 0 or 408 or 429 or 500 or 502 or 503 or 504;

    /// <summary>Exit code and one line that never holds a credential: only the first line of the service's answer is shown,
    /// the rest of a 403 would show signatures.</summary>
    public static (int ExitCode, string Message) Describe(Exception exception) => exception switch
    {
        _ when IsTransient(exception) => (ExitCodes.TryAgain, $"storage or network: {OneLine(exception)}"),
        RequestFailedException { Status: 401 or 403 } refused => (ExitCodes.BadManifest,
            $"Azure Blob Storage refuses access ({Code(refused)}): {OneLine(refused)} Check {AzureBlobConnection.ConnectionStringVariable}, "
            + "or give the identity the role 'Storage Blob Data Contributor' on the container"),
        RequestFailedException { Status: 404 } missing => (ExitCodes.BadManifest,
            $"Azure Blob Storage has no such place ({Code(missing)}): {OneLine(missing)} Check spec.storage.azureBlob, or create the container"),
        RequestFailedException other => (ExitCodes.Software, $"bug: Azure Blob Storage answered {Code(other)}: {OneLine(other)}\n{other.StackTrace}"),
        _ => (ExitCodes.BadManifest,
            $"no credentials for Azure Blob Storage: {OneLine(exception)} Set {AzureBlobConnection.ConnectionStringVariable}, "
            + "spec.storage.azureBlob.connectionStringSecret, or workload identity"),
    };

    public static string OneLine(Exception exception) => exception.Message.AsSpan().Trim().ToString().Split('\n', 2)[0].TrimEnd();

    private static string Code(RequestFailedException exception) => exception.ErrorCode is { } code ? $"{exception.Status} {code}" : $"{exception.Status}";

    private static bool HasNetworkCause(Exception? exception) => exception switch
    {
        null => false,
        AggregateException many => many.InnerExceptions.Any(HasNetworkCause),
        // Entra ID is busy or down: its own library knows which of its answers are worth another try.
        MsalException { IsRetryable: true } => true,
        RequestFailedException or HttpRequestException or IOException or SocketException or TimeoutException => IsTransient(exception),
        _ => HasNetworkCause(exception.InnerException),
    };
}
