using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using RL4VLM.Core.Telemetry;
using RL4VLM.Otlp;

namespace RL4VLM.Cli.Tests.Telemetry;

public sealed class TelemetryExportTests
{
    private readonly StringWriter error = new();

    [Theory]
    [InlineData()]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL=grpc")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1", "OTEL_SDK_DISABLED=true")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1", "OTEL_TRACES_EXPORTER=none", "OTEL_METRICS_EXPORTER=none")]
    public void It_is_off_unless_an_endpoint_is_set(params string[] variables) => Assert.Null(TelemetryExport.Start("test", Variables(variables), error));

    [Fact]
    public async Task The_last_flush_ends_in_time_however_the_collector_hangs()
    {
        await using var receiver = new OtlpReceiver(hangs: true);
        // The exporter itself would wait for an hour.
        TelemetryExport export = TelemetryExport.Start("test",
            Variables($"OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Endpoint}", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "OTEL_EXPORTER_OTLP_TIMEOUT=3600000"), error)!;
        MakeSpan();
        var watch = Stopwatch.StartNew();
        await export.DisposeAsync();
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.Single(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_flush_sends_what_has_ended_and_the_export_goes_on()
    {
        await using var receiver = new OtlpReceiver();
        // Nothing is sent by itself for a day.
        await using TelemetryExport export = TelemetryExport.Start("test",
            Variables($"OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Endpoint}", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "OTEL_BSP_SCHEDULE_DELAY=86400000"), error)!;
        foreach (int _ in Enumerable.Range(0, 2))
        {
            string id = MakeSpan();
            Assert.True(await export.FlushTracesAsync(TimeSpan.FromMinutes(1)));
            Assert.Contains(receiver.Spans, span => span.Id == id);
        }
    }

    [Fact]
    public async Task A_flush_to_a_collector_that_refuses_says_so()
    {
        await using TelemetryExport export = TelemetryExport.Start("test", Variables($"OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:{OtlpReceiver.FreePort()}", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"), error)!;
        MakeSpan();
        Assert.False(await export.FlushTracesAsync(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task A_flush_to_a_collector_that_hangs_ends_in_time_and_says_so()
    {
        await using var receiver = new OtlpReceiver(hangs: true);
        await using TelemetryExport export = TelemetryExport.Start("test", Variables($"OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Endpoint}", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"), error)!;
        MakeSpan();
        var watch = Stopwatch.StartNew();
        Assert.False(await export.FlushTracesAsync(TimeSpan.FromSeconds(1)));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Wrong_settings_are_one_warning_that_names_them()
    {
        TelemetryExport export = TelemetryExport.Start("test", Variables("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://127.0.0.1:1", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=carrier-pigeon"), error)!;
        MakeSpan();
        await export.DisposeAsync();
        Assert.Contains("carrier-pigeon", Assert.Single(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Spans_travel_by_grpc()
    {
        var received = new List<string>();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(OtlpReceiver.FreePort(), listen => listen.Protocols = HttpProtocols.Http2));
        await using WebApplication collector = builder.Build();
        collector.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            // A message is behind a flag and four bytes of length.
            foreach (ProtobufField resource in ProtobufField.ReadAll(body.ToArray().AsMemory(5)).Of(1))
            {
                lock (received) received.AddRange(resource.Fields.Of(2).SelectMany(scope => scope.Fields.Of(2)).Select(span => $"{context.Request.Path} {span.Fields.Hex(2)}"));
            }

            context.Response.ContentType = "application/grpc";
            context.Response.AppendTrailer("grpc-status", "0");
            await context.Response.Body.WriteAsync(new byte[5]);
        });
        await collector.StartAsync();
        string endpoint = collector.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

        TelemetryExport export = TelemetryExport.Start("test", Variables($"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT={endpoint}", "OTEL_EXPORTER_OTLP_PROTOCOL=grpc"), error)!;
        string id = MakeSpan();
        await export.DisposeAsync();
        Assert.Contains($"/opentelemetry.proto.collector.trace.v1.TraceService/Export {id}", received);
        Assert.Empty(error.ToString());
    }

    [Fact]
    public async Task More_runs_than_the_sdk_keeps_series_of_a_metric_are_exported()
    {
        await using var receiver = new OtlpReceiver();
        using var meter = new Meter(StageMetrics.MeterName);
        meter.CreateObservableGauge(RunMetricTable.Active, () => Enumerable.Range(0, 2_500).Select(run => new Measurement<int>(1, new KeyValuePair<string, object?>(MetricLabels.Run, $"run-{run}"))));
        TelemetryExport export = TelemetryExport.Start("test", Variables($"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT={receiver.Endpoint}/v1/metrics", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"), error)!;
        await export.DisposeAsync();
        Assert.Equal(2_500, receiver.Metrics.Where(metric => metric.Name == RunMetricTable.Active).SelectMany(metric => metric.Labels).Select(labels => labels.GetValueOrDefault(MetricLabels.Run)).OfType<string>().Distinct().Count());
    }

    private static string MakeSpan()
    {
        using Activity? span = StageSpans.Start(SpanNames.Checkpoint);
        return span?.SpanId.ToHexString() ?? "";
    }

    private static Dictionary<string, string?> Variables(params string[] lines) =>
        lines.Select(line => line.Split('=', 2)).ToDictionary(parts => parts[0], parts => (string?)parts[1]);
}
