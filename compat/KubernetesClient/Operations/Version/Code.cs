using k8s.Autorest;
using k8s.Models;

namespace k8s;

public partial interface IVersionOperations
{
    Task<HttpOperationResponse<VersionInfo>> GetCodeWithHttpMessagesAsync(
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default);
}

internal sealed partial class VersionOperations
{
    Task<HttpOperationResponse<VersionInfo>> IVersionOperations.GetCodeWithHttpMessagesAsync(
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders, CancellationToken cancellationToken) =>
        client.SendAsync<VersionInfo>(HttpMethod.Get, Route.Of($"version/"),
            Query.Of(),
            null, false, customHeaders, cancellationToken);
}

public static partial class VersionOperationsExtensions
{
    public static Task<VersionInfo> GetCodeAsync(this IVersionOperations operations, CancellationToken cancellationToken = default) =>
        operations.GetCodeWithHttpMessagesAsync(null, cancellationToken).Body();
}
