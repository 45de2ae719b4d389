using System.Net;
using System.Text;

namespace RL4VLM.Operator.Tests.Runtime;

/// <summary>Answers requests from a function, in place of the network.</summary>
internal sealed class ScriptedHandler(Func<HttpRequestMessage, HttpResponseMessage> answer) : DelegatingHandler
{
    private readonly Lock gate = new();
    private readonly List<string> requests = [];

    /// <summary><c>METHOD path?query</c>.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (gate) return [.. requests];
        }
    }

    public static HttpResponseMessage Json(string body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        lock (gate) requests.Add($"{request.Method} {request.RequestUri!.PathAndQuery}");
        HttpResponseMessage response = answer(request);
        response.RequestMessage = request;
        return Task.FromResult(response);
    }
}
