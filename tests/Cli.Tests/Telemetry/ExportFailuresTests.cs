using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using RL4VLM.Core.Telemetry;
using RL4VLM.Otlp;

namespace RL4VLM.Cli.Tests.Telemetry;

/// <summary>What <see cref="TelemetryExport.Failures"/> counts. Events of the libraries are the whole process's: this runs beside no other test.</summary>
[Collection(nameof(ExportFailuresTests)), CollectionDefinition(nameof(ExportFailuresTests), DisableParallelization = true)]
public sealed class ExportFailuresTests : IDisposable
{
    private readonly StringWriter error = new();
    private readonly Meter meter = new(StageMetrics.MeterName);

    public ExportFailuresTests() => meter.CreateObservableGauge("rl4vlm.test", () => 1);

    public void Dispose() => meter.Dispose();

    [Theory]
    [InlineData("http/protobuf", 0)]
    [InlineData("http/protobuf", 503)]
    [InlineData("http/protobuf", 400)]
    [InlineData("grpc", 0)]
    [InlineData("grpc", 200)]
    [InlineData("grpc", 503)]
    public async Task Every_export_that_is_not_taken_counts_once_of_traces_and_of_metrics(string protocol, int status)
    {
        await using WebApplication? collector = status == 0 ? null : await CollectorAsync(protocol, status);
        string endpoint = collector?.Urls.First() ?? $"http://127.0.0.1:{OtlpReceiver.FreePort()}";
        foreach (string signal in (string[])["TRACES", "METRICS"])
        {
            TelemetryExport export = Start(endpoint, protocol, signal)!;
            Assert.Equal(0, export.Failures);
            using (StageSpans.Start(SpanNames.Checkpoint))
            {
            }

            await export.DisposeAsync();
            Assert.Equal((signal, 1), (signal, export.Failures));
        }

        Assert.All(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Contains("the collector does not take what is sent", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http/protobuf")]
    [InlineData("grpc")]
    public async Task What_is_taken_does_not_count(string protocol)
    {
        await using WebApplication collector = await CollectorAsync(protocol, 200, grpcStatus: 0);
        foreach (string signal in (string[])["TRACES", "METRICS"])
        {
            TelemetryExport export = Start(collector.Urls.First(), protocol, signal)!;
            using (StageSpans.Start(SpanNames.Checkpoint))
            {
            }

            await export.DisposeAsync();
            Assert.Equal(0, export.Failures);
        }

        Assert.Empty(error.ToString());
    }

    [Fact]
    public async Task A_collector_that_hangs_counts()
    {
        await using var receiver = new OtlpReceiver(hangs: true);
        TelemetryExport export = Start(receiver.Endpoint, "http/protobuf", "METRICS", ("OTEL_EXPORTER_OTLP_TIMEOUT", "300"))!;
        await export.DisposeAsync();
        Assert.Equal(1, export.Failures);
    }

    [Fact]
    public async Task Spans_for_which_there_is_no_room_count_while_the_work_goes_on()
    {
        await using var receiver = new OtlpReceiver(hangs: true);
        TelemetryExport export = Start(receiver.Endpoint, "http/protobuf", "TRACES", ("OTEL_BSP_MAX_QUEUE_SIZE", "16"), ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "8"))!;
        for (int i = 0; i < 1000; i++)
        {
            using Activity? span = StageSpans.Start(SpanNames.Checkpoint);
        }

        // One batch may be on its way, the rest of the queue waits.
        Assert.InRange(export.Failures, 1000 - 16 - 8, 1000 - 16);
        await export.DisposeAsync();
    }

    private TelemetryExport? Start(string endpoint, string protocol, string signal, params (string Name, string Value)[] more) => TelemetryExport.Start("test", new Dictionary<string, string?>(
    [
        new("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint), new("OTEL_EXPORTER_OTLP_PROTOCOL", protocol), new($"OTEL_{(signal == "TRACES" ? "METRICS" : "TRACES")}_EXPORTER", "none"),
        .. more.Select(variable => new KeyValuePair<string, string?>(variable.Name, variable.Value)),
    ]), error);

    private static async Task<WebApplication> CollectorAsync(string protocol, int status, int grpcStatus = 13)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(OtlpReceiver.FreePort(), listen => listen.Protocols = protocol == "grpc" ? HttpProtocols.Http2 : HttpProtocols.Http1));
        WebApplication collector = builder.Build();
        collector.Run(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Response.StatusCode = status;
            if (protocol != "grpc" || status != (int)HttpStatusCode.OK) return;
            context.Response.ContentType = "application/grpc";
            context.Response.AppendTrailer("grpc-status", $"{grpcStatus}");
            await context.Response.Body.WriteAsync(new byte[5]);
        });
        await collector.StartAsync();
        return collector;
    }
}
