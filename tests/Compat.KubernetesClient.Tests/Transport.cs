using System.Net;
using System.Text;
using k8s;

namespace RL4VLM.Compat.KubernetesClient.Tests;

/// <summary>What the client sent.</summary>
internal sealed record Sent(string Method, string PathAndQuery, string? ContentType, string Body, HttpRequestMessage Message);

/// <summary>Stands in for the API server inside the client's own pipeline.</summary>
internal sealed class Transport(Func<Sent, HttpResponseMessage> answer) : DelegatingHandler
{
    private readonly List<Sent> requests = [];

    public Transport(string json, HttpStatusCode status = HttpStatusCode.OK)
        : this(_ => Answer(json, status))
    {
    }

    public IReadOnlyList<Sent> Requests => requests;

    public Sent Last => requests[^1];

    public static HttpResponseMessage Answer(string json, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    public Kubernetes Client(Action<KubernetesClientConfiguration>? configure = null)
    {
        KubernetesClientConfiguration config = new() { Host = "http://cluster.test" };
        configure?.Invoke(config);
        return new Kubernetes(config, this);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Sent sent = new(request.Method.Method, request.RequestUri!.PathAndQuery, request.Content?.Headers.ContentType?.ToString(), body, request);
        requests.Add(sent);
        HttpResponseMessage response = answer(sent);
        response.RequestMessage = request;
        return response;
    }
}
