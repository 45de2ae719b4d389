using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Time.Testing;
using RL4VLM.Operator.Runtime.Metrics;
using RL4VLM.Operator.Runtime.Transport;

namespace RL4VLM.Operator.Tests.Runtime;

public sealed class TransportTests
{
    private readonly FakeTimeProvider clock = new();

    [Theory]
    [InlineData("GET", "/api/v1/namespaces/n/pods", "list")]
    [InlineData("GET", "/api/v1/pods", "list")]
    [InlineData("GET", "/api/v1/namespaces/n/pods/p", "get")]
    [InlineData("GET", "/api/v1/namespaces", "list")]
    [InlineData("GET", "/api/v1/namespaces/n", "get")]
    [InlineData("GET", "/apis/batch/v1/jobs?watch=true&resourceVersion=1", "watch")]
    [InlineData("GET", "/apis/batch/v1/namespaces/n/jobs?limit=1&watch=1", "watch")]
    [InlineData("GET", "/prefix/apis/rl4vlm.io/v1alpha1/namespaces/n/rl4vlmruns/r/status", "get")]
    [InlineData("POST", "/apis/batch/v1/namespaces/n/jobs", "create")]
    [InlineData("PATCH", "/apis/batch/v1/namespaces/n/jobs/j", "patch")]
    [InlineData("PUT", "/apis/coordination.k8s.io/v1/namespaces/n/leases/l", "update")]
    [InlineData("DELETE", "/apis/batch/v1/namespaces/n/jobs/j", "delete")]
    [InlineData("DELETE", "/apis/batch/v1/namespaces/n/jobs", "deletecollection")]
    [InlineData("GET", "/version", "get")]
    public void A_request_has_the_verb_of_RBAC(string method, string path, string verb) =>
        Assert.Equal(verb, ApiVerb.Of(new HttpRequestMessage(new HttpMethod(method), "https://server" + path)));

    [Fact]
    public async Task Calls_are_counted_by_verb_and_code_and_each_warning_is_logged_once()
    {
        using var metrics = new OperatorMetrics();
        using var registry = new PrometheusRegistry(metrics.Meter);
        var log = new ListLogger();
        var answers = new Queue<HttpStatusCode>([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.NotFound]);
        var server = new ScriptedHandler(_ =>
        {
            if (!answers.TryDequeue(out HttpStatusCode code)) throw new HttpRequestException("refused");
            var response = new HttpResponseMessage(code);
            response.Headers.Warning.Add(new WarningHeaderValue(299, "-", "\"v1 Thing is deprecated\""));
            return response;
        });
        using var invoker = new HttpMessageInvoker(new ApiCallHandler(metrics, log) { InnerHandler = server });
        for (int i = 0; i < 3; i++) (await invoker.SendAsync(Get("/api/v1/namespaces/n/pods/p"), CancellationToken.None)).Dispose();
        await Assert.ThrowsAsync<HttpRequestException>(() => invoker.SendAsync(Get("/api/v1/pods"), CancellationToken.None));
        string text = registry.Write();
        Assert.Contains("rl4vlm_operator_api_calls_total{verb=\"get\",code=\"200\"} 2\n", text);
        Assert.Contains("rl4vlm_operator_api_calls_total{verb=\"get\",code=\"404\"} 1\n", text);
        Assert.Contains("rl4vlm_operator_api_calls_total{verb=\"list\",code=\"error\"} 1\n", text);
        Assert.Equal(["Warning: The Kubernetes API warns on get /api/v1/namespaces/n/pods/p: v1 Thing is deprecated"], log.Lines);
    }

    [Theory]
    [InlineData("GET", "/api/v1/pods", 503, 4)]
    [InlineData("GET", "/api/v1/pods", 500, 4)]
    [InlineData("GET", "/api/v1/pods", 429, 4)]
    [InlineData("GET", "/api/v1/pods", 404, 1)]
    [InlineData("GET", "/api/v1/pods?watch=true", 503, 1)]
    [InlineData("GET", "/api/v1/pods?watch=true", 429, 4)]
    [InlineData("POST", "/api/v1/namespaces/n/pods", 503, 1)]
    [InlineData("PATCH", "/api/v1/namespaces/n/pods/p", 429, 4)]
    [InlineData("POST", "/api/v1/namespaces/n/pods", 409, 1)]
    public async Task Only_what_is_safe_is_tried_again_and_only_three_times(string method, string path, int code, int attempts)
    {
        var server = new ScriptedHandler(_ => new HttpResponseMessage((HttpStatusCode)code));
        using var invoker = new HttpMessageInvoker(new RetryHandler(clock) { InnerHandler = server });
        var request = new HttpRequestMessage(new HttpMethod(method), "https://server" + path);
        Task<HttpResponseMessage> call = invoker.SendAsync(request, CancellationToken.None);
        await Wait.For(() => call.IsCompleted, "the call", clock, TimeSpan.FromSeconds(1));
        Assert.Equal((HttpStatusCode)code, (await call).StatusCode);
        Assert.Equal(attempts, server.Requests.Count);
    }

    [Theory]
    [InlineData("GET", 4)]
    [InlineData("POST", 1)]
    public async Task A_broken_connection_is_tried_again_for_reads_only(string method, int attempts)
    {
        var server = new ScriptedHandler(_ => throw new HttpRequestException("reset"));
        using var invoker = new HttpMessageInvoker(new RetryHandler(clock) { InnerHandler = server });
        Task<HttpResponseMessage> call = invoker.SendAsync(new HttpRequestMessage(new HttpMethod(method), "https://server/api/v1/pods"), CancellationToken.None);
        await Wait.For(() => call.IsCompleted, "the call", clock, TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<HttpRequestException>(() => call);
        Assert.Equal(attempts, server.Requests.Count);
    }

    [Theory]
    [InlineData(7, 7)]
    [InlineData(3600, 30)]
    [InlineData(0, 0)]
    public async Task Retry_after_is_obeyed_within_reason(int asked, int waited)
    {
        int calls = 0;
        var server = new ScriptedHandler(_ =>
        {
            if (Interlocked.Increment(ref calls) > 1) return new HttpResponseMessage(HttpStatusCode.OK);
            var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
            response.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(asked));
            return response;
        });
        using var invoker = new HttpMessageInvoker(new RetryHandler(clock) { InnerHandler = server });
        Task<HttpResponseMessage> call = invoker.SendAsync(new HttpRequestMessage(HttpMethod.Post, "https://server/api/v1/pods"), CancellationToken.None);
        if (waited > 0)
        {
            clock.Advance(TimeSpan.FromSeconds(waited) - TimeSpan.FromMilliseconds(1));
            Assert.Equal(1, Volatile.Read(ref calls));
            clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(HttpStatusCode.OK, (await call.WaitAsync(TimeSpan.FromMinutes(2))).StatusCode);
        Assert.Equal(2, calls);
    }

    private static HttpRequestMessage Get(string path) => new(HttpMethod.Get, "https://server" + path);
}
