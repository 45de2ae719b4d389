using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RL4VLM.Operator.Runtime.Metrics;

namespace RL4VLM.Operator.Runtime.Health;

/// <summary><c>/healthz</c>, <c>/readyz</c> and <c>/metrics</c> on one port.</summary>
public sealed class HealthServer : IAsyncDisposable
{
    private readonly WebApplication host;

    /// <param name="port">On every address; 0 takes a free one (<see cref="Address"/>).</param>
    /// <param name="health">Answers the probes.</param>
    /// <param name="metrics">Answers the scraper.</param>
    /// <param name="logger">Takes the host's warnings.</param>
    public HealthServer(int port, OperatorHealth health, PrometheusRegistry metrics, ILoggerProvider? logger = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Nothing here takes a body; few connections are enough for a kubelet and a scraper.
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.MaxConcurrentConnections = 100;
            kestrel.ListenAnyIP(port);
        });
        builder.Services.AddRoutingCore();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        if (logger is not null) builder.Logging.AddProvider(logger);
        host = builder.Build();
        host.MapGet("/healthz", context => AnswerAsync(context, health.LivenessProblems));
        host.MapGet("/readyz", context => AnswerAsync(context, health.ReadinessProblems));
        host.MapGet("/metrics", context => AnswerAsync(context, metrics));
    }

    /// <summary>With the port that was taken; after <see cref="StartAsync"/>.</summary>
    public Uri Address => new(host.Urls.First().Replace("[::]", "127.0.0.1", StringComparison.Ordinal));

    public Task StartAsync(CancellationToken cancellation = default) => host.StartAsync(cancellation);

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private static async Task AnswerAsync(HttpContext context, PrometheusRegistry metrics)
    {
        context.Response.ContentType = PrometheusText.ContentType;
        await using var writer = new StreamWriter(context.Response.Body, leaveOpen: true);
        foreach (StringBuilder family in metrics.Read())
        {
            foreach (ReadOnlyMemory<char> chunk in family.GetChunks()) await writer.WriteAsync(chunk, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static Task AnswerAsync(HttpContext context, IReadOnlyList<string> problems)
    {
        context.Response.StatusCode = problems.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(problems.Count == 0 ? "ok\n" : string.Join('\n', problems) + "\n", context.RequestAborted);
    }
}
