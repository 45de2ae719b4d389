using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace RL4VLM.Core.Tests.Artifacts;

/// <summary>A network that does what a test wants with each request: <paramref name="deliver"/> gets the request and the way to send it.</summary>
internal sealed class TamperingTransport(Func<Request, Func<ValueTask>, ValueTask> deliver) : HttpPipelineTransport
{
    private readonly HttpClientTransport inner = new();

    public static RequestFailedException Broken() => new("the connection broke", new IOException("broken pipe"));

    public static bool IsCommit(Request request) =>
        request.Method == RequestMethod.Put && request.Uri.Path.EndsWith("/_commit.json", StringComparison.Ordinal);

    public override Request CreateRequest() => inner.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException();

    public override ValueTask ProcessAsync(HttpMessage message) => deliver(message.Request, () => inner.ProcessAsync(message));
}
