using System.Text.Json;
using k8s.Autorest;

namespace k8s;

/// <summary>A response whose body is an endless stream of events.</summary>
internal sealed class WatchedResponse<T> : HttpOperationResponse<T>
{
    public required Stream Events { get; init; }

    public required JsonSerializerOptions Options { get; init; }

    /// <summary>The token the call was made with: it ends the watch too.</summary>
    public required CancellationToken CallToken { get; init; }
}
