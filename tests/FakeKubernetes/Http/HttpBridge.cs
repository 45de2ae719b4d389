using Microsoft.AspNetCore.Http;

namespace RL4VLM.FakeKubernetes.Http;

/// <summary>Between ASP.NET's requests and the API's.</summary>
internal static class HttpBridge
{
    public static async Task HandleAsync(ApiHandler api, HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
        string authorization = context.Request.Headers.Authorization.ToString();
        var request = new ApiRequest(context.Request.Method, context.Request.Path.Value ?? "/", RequestQuery.Parse(context.Request.QueryString.Value))
        {
            Body = body.GetBuffer().AsMemory(0, (int)body.Length),
            ContentType = context.Request.ContentType,
            Accept = context.Request.Headers.Accept.ToString(),
            UserAgent = context.Request.Headers.UserAgent.ToString(),
            Token = authorization.StartsWith("Bearer ", StringComparison.Ordinal) ? authorization["Bearer ".Length..] : null,
        };
        ApiResponse response = await api.HandleAsync(request, context.RequestAborted).ConfigureAwait(false);
        if (response.Aborted)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = response.Code;
        context.Response.ContentType = response.ContentType;
        if (response.RetryAfterSeconds is int seconds) context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        foreach (string warning in response.Warnings) context.Response.Headers.Append("Warning", WarningHeader.Of(warning));
        if (response.Chunks is null)
        {
            context.Response.ContentLength = response.Body.Length;
            await context.Response.Body.WriteAsync(response.Body, context.RequestAborted).ConfigureAwait(false);
            return;
        }

        using ChunkStream chunks = response.Chunks;
        try
        {
            await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
            await foreach (ReadOnlyMemory<byte> chunk in chunks.ReadAsync(context.RequestAborted).ConfigureAwait(false))
            {
                await context.Response.Body.WriteAsync(chunk, context.RequestAborted).ConfigureAwait(false);
                await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The watcher went away.
        }
    }
}
