using k8s.Autorest;

namespace k8s;

internal static class Responses
{
    public static async Task<T> Body<T>(this Task<HttpOperationResponse<T>> call)
    {
        using var response = await call.ConfigureAwait(false);
        return response.Body;
    }

    /// <summary>The body as it arrives; disposing the stream releases the connection, so the response is not disposed here.</summary>
    public static async Task<Stream> StreamBody(this Task<HttpOperationResponse<Stream>> call)
    {
        var response = await call.ConfigureAwait(false);
        return response.Body;
    }
}
