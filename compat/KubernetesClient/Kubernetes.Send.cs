using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using k8s.Autorest;
using k8s.Models;

namespace k8s;

public partial class Kubernetes
{
    private static readonly MediaTypeHeaderValue Json = MediaTypeHeaderValue.Parse("application/json; charset=utf-8");

    /// <summary>Sends a request and deserialises its answer from the stream as it arrives; with <paramref name="watch"/> the answer is left to be read as events.</summary>
    internal async Task<HttpOperationResponse<T>> SendAsync<T>(
        HttpMethod method, string path, string query, object body, bool watch,
        IReadOnlyDictionary<string, IReadOnlyList<string>> headers, CancellationToken cancellationToken)
    {
        if (body is null && method != HttpMethod.Get && method != HttpMethod.Delete) throw new ArgumentNullException(nameof(body));
        using var limit = watch ? null : new CallLimit(HttpClientTimeout, cancellationToken);
        var token = limit?.Token ?? cancellationToken;
        HttpRequestMessage request = null;
        HttpResponseMessage response = null;
        try
        {
            request = RequestOf(method, path + query, body, headers);
            response = await ExchangeAsync(request, token).ConfigureAwait(false);
            var stream = await response.Content.ReadAsStreamAsync(token).ConfigureAwait(false);
            if (watch)
                return new WatchedResponse<T> { Request = request, Response = response, Events = stream, Options = json, CallToken = cancellationToken };
            return new HttpOperationResponse<T>
            {
                Request = request,
                Response = response,
                Body = await JsonSerializer.DeserializeAsync(stream, KubernetesJson.Info<T>(json), token).ConfigureAwait(false),
            };
        }
        catch (Exception failure)
        {
            request?.Dispose();
            response?.Dispose();
            if (failure is OperationCanceledException canceled && limit is { Passed: true }) throw limit.Exceeded(method, path, canceled);
            throw;
        }
    }

    /// <summary>Sends a request whose answer is a stream that the caller reads and disposes.</summary>
    internal async Task<HttpOperationResponse<Stream>> StreamAsync(
        HttpMethod method, string path, string query, IReadOnlyDictionary<string, IReadOnlyList<string>> headers, CancellationToken cancellationToken)
    {
        var request = RequestOf(method, path + query, null, headers);
        using var limit = new CallLimit(HttpClientTimeout, cancellationToken);
        try
        {
            var response = await ExchangeAsync(request, limit.Token).ConfigureAwait(false);
            return new()
            {
                Request = request,
                Response = response,
                Body = await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false),
            };
        }
        catch (Exception failure)
        {
            request.Dispose();
            if (failure is OperationCanceledException canceled && limit.Passed) throw limit.Exceeded(method, path, canceled);
            throw;
        }
    }

    private HttpRequestMessage RequestOf(HttpMethod method, string relative, object body, IReadOnlyDictionary<string, IReadOnlyList<string>> headers)
    {
        var request = new HttpRequestMessage(method, new Uri(BaseUri, relative)) { Version = httpVersion };
        if (userAgent is not null) request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        // The connection takes the name it expects in the server's certificate from this header.
        if (!string.IsNullOrWhiteSpace(tlsServerName)) request.Headers.Host = tlsServerName;
        foreach (var (name, values) in headers ?? Enumerable.Empty<KeyValuePair<string, IReadOnlyList<string>>>())
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, values);
        }
        if (body is not null)
        {
            var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, KubernetesJson.Info(body, json)));
            content.Headers.ContentType = body is V1Patch patch ? MediaTypeOf(patch.Type) : Json;
            request.Content = content;
        }
        return request;
    }

    private static MediaTypeHeaderValue MediaTypeOf(V1Patch.PatchType type) => MediaTypeHeaderValue.Parse(type switch
    {
        V1Patch.PatchType.JsonPatch => "application/json-patch+json; charset=utf-8",
        V1Patch.PatchType.MergePatch => "application/merge-patch+json; charset=utf-8",
        V1Patch.PatchType.StrategicMergePatch => "application/strategic-merge-patch+json; charset=utf-8",
        V1Patch.PatchType.ApplyPatch => "application/apply-patch+yaml; charset=utf-8",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "not a type of patch"),
    });

    private async Task<HttpResponseMessage> ExchangeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Credentials is not null) await Credentials.ProcessHttpRequestAsync(request, cancellationToken).ConfigureAwait(false);
        var response = await HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode) return response;
        using (response)
        {
            var content = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            var sent = request.Content is null ? "" : Encoding.UTF8.GetString(await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
            throw new HttpOperationException(
                $"{request.Method} {request.RequestUri?.AbsolutePath}: the API server answered {(int)response.StatusCode} {response.StatusCode}, {content}")
            {
                Request = new HttpRequestMessageWrapper(request, sent),
                Response = new HttpResponseMessageWrapper(response, content),
            };
        }
    }
}
