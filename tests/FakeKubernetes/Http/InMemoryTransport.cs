using System.Net;
using System.Net.Http.Headers;

namespace RL4VLM.FakeKubernetes.Http;

/// <summary>Carries the requests of an <see cref="HttpClient"/> in this process to the API, without sockets.</summary>
/// <param name="api">The API.</param>
/// <param name="token">Token of requests that bring none; null leaves them anonymous.</param>
public sealed class InMemoryTransport(ApiHandler api, string? token = Authorization.Identities.AdminToken) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        byte[] body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        ApiResponse response = await api.HandleAsync(
            new ApiRequest(request.Method.Method, request.RequestUri!.AbsolutePath, RequestQuery.Parse(request.RequestUri.Query))
            {
                Body = body,
                ContentType = request.Content?.Headers.ContentType?.ToString(),
                Accept = request.Headers.TryGetValues("Accept", out IEnumerable<string>? accept) ? string.Join(',', accept) : "",
                UserAgent = request.Headers.UserAgent.FirstOrDefault()?.Product?.Name ?? "",
                Token = request.Headers.Authorization is { Scheme: "Bearer", Parameter: { } given } ? given : token,
            },
            cancellationToken).ConfigureAwait(false);
        return response.Aborted ? throw new HttpRequestException(HttpRequestError.ResponseEnded, "the connection was broken") : Message(response, request);
    }

    private static HttpResponseMessage Message(ApiResponse response, HttpRequestMessage request)
    {
        HttpContent content = response.Chunks is null ? new ReadOnlyMemoryContent(response.Body) : new StreamContent(new ChunkReader(response.Chunks));
        content.Headers.ContentType = new MediaTypeHeaderValue(response.ContentType);
        var message = new HttpResponseMessage((HttpStatusCode)response.Code) { Content = content, RequestMessage = request };
        if (response.RetryAfterSeconds is int seconds) message.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(seconds));
        foreach (string warning in response.Warnings) message.Headers.TryAddWithoutValidation("Warning", WarningHeader.Of(warning));
        return message;
    }
}

internal static class WarningHeader
{
    public static string Of(string text) => $"299 - \"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).ReplaceLineEndings(" ")}\"";
}
