using System.Net.Sockets;
using Azure;
using Azure.Identity;
using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Tests.Artifacts;

/// <summary>What failures of the Azure SDK are to the person who started the program.</summary>
public sealed class AzureFailureTests
{
    public static TheoryData<Exception, int, string> Cases => new()
    {
        { new RequestFailedException("no such host", new SocketException()), 75, "storage or network: no such host" },
        { new RequestFailedException(503, "The server is busy.\nRequestId: 1", "ServerBusy", null), 75, "storage or network: The server is busy." },
        { new RequestFailedException(403, "Not permitted.\nsignature=secret", "AuthorizationPermissionMismatch", null), 78, "403 AuthorizationPermissionMismatch" },
        { new RequestFailedException(404, "No container.\n", "ContainerNotFound", null), 78, "404 ContainerNotFound" },
        { new RequestFailedException(400, "Wrong header.\n", "InvalidHeaderValue", null), 70, "400 InvalidHeaderValue" },
        { new CredentialUnavailableException("DefaultAzureCredential found nothing.\n- details"), 78, "no credentials for Azure Blob Storage: DefaultAzureCredential found nothing." },
        { new AuthenticationFailedException("The identity has expired."), 78, "no credentials" },
        { new AuthenticationFailedException("Wrapped.", new AggregateException(new InvalidOperationException("x"), new HttpRequestException("no route"))), 75, "storage or network" },
        { new AuthenticationFailedException("Wrapped.", new RequestFailedException(0, "no answer")), 75, "storage or network" },
        { new AuthenticationFailedException("Wrapped.", new RequestFailedException(400, "invalid_client")), 78, "no credentials" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_failure_has_the_exit_code_of_its_cause_and_never_shows_what_the_service_quotes(Exception failure, int expected, string shown)
    {
        (int code, string message) = StageFailure.Describe(failure);
        Assert.Equal(expected, code);
        Assert.Contains(shown, message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }
}
