using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace RL4VLM.Core.Telemetry;

/// <summary>The OpenTelemetry SDK set up by variables. A class of its own, so that its assemblies are not loaded where nothing is exported.</summary>
internal sealed class OtlpProviders
{
    private const string MetricInterval = "OTEL_METRIC_EXPORT_INTERVAL";

    /// <summary>Most series of a stage's instrument: workers, tasks and modes of one run. Room for all is taken with the first measurement;
    /// the SDK's own limit of 2000 costs every process 10 MB and 15 ms.</summary>
    private const int SeriesOfAStage = 256;

    private readonly IReadOnlyDictionary<string, string?> variables;
    private readonly TracerProvider? tracer;
    private readonly TraceExporter? exporter;
    private readonly MeterProvider? meter;

    public OtlpProviders(string service, IReadOnlyDictionary<string, string?> variables, bool traces, bool metrics)
    {
        this.variables = variables;
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(
            variables.ContainsKey(MetricInterval) ? variables : variables.Append(new KeyValuePair<string, string?>(MetricInterval, "10000"))).Build();
        string? version = typeof(OtlpProviders).Assembly.GetName().Version?.ToString(3);
        if (traces)
        {
            OtlpExporterOptions options = TraceOptions(configuration);
            exporter = new TraceExporter(options);
            BatchExportProcessorOptions<Activity> batch = options.BatchExportProcessorOptions;
            tracer = Sdk.CreateTracerProviderBuilder()
                .ConfigureServices(services => services.AddSingleton(configuration))
                .ConfigureResource(Describe)
                .AddSource(StageSpans.SourceName)
                .AddProcessor(new BatchActivityExportProcessor(
                    exporter, batch.MaxQueueSize, batch.ScheduledDelayMilliseconds, batch.ExporterTimeoutMilliseconds, batch.MaxExportBatchSize))
                .Build();
        }

        if (metrics)
        {
            meter = Sdk.CreateMeterProviderBuilder()
                .ConfigureServices(services => services.AddSingleton(configuration))
                .ConfigureResource(Describe)
                .SetExemplarFilter(ExemplarFilterType.TraceBased)
                .AddMeter(StageMetrics.MeterName)
                // The SDK keeps room for 2,000 series of a metric: too few for the runs of a cluster, too much for a stage.
                .AddView(instrument => instrument.Meter.Name == StageMetrics.MeterName
                    ? new MetricStreamConfiguration { CardinalityLimit = RunMetricTable.SeriesLimit(instrument.Name) ?? SeriesOfAStage } : null)
                .AddOtlpExporter(options => Configure(options, "METRICS"))
                .Build();
        }

        // What the variables say comes last: it wins.
        void Describe(ResourceBuilder resource) => resource.Clear().AddTelemetrySdk().AddService(service, serviceVersion: version).AddEnvironmentVariableDetector();
    }

    /// <summary>Sends the spans that have ended by now.</summary>
    /// <returns>Whether the collector had them in time.</returns>
    public Task<bool> FlushTracesAsync(TimeSpan limit) => tracer is null ? Task.FromResult(true)
        : Task.Factory.StartNew(() => FlushTraces(limit), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Sends what is left, both signals at once.</summary>
    /// <returns>Whether all of it got through in time.</returns>
    public async Task<bool> EndAsync(TimeSpan limit)
    {
        int milliseconds = (int)limit.TotalMilliseconds;
        bool[] sent = await Task.WhenAll(
            Task.Factory.StartNew(() => tracer?.Shutdown(milliseconds) ?? true, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default),
            Task.Factory.StartNew(() => meter?.Shutdown(milliseconds) ?? true, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ConfigureAwait(false);
        if (sent.All(got => got))
        {
            // Only then: disposing would wait once more for a collector that hangs.
            tracer?.Dispose();
            meter?.Dispose();
        }

        return sent.All(got => got);
    }

    private bool FlushTraces(TimeSpan limit)
    {
        long start = Stopwatch.GetTimestamp();
        int failures = exporter!.Failures;
        if (!tracer!.ForceFlush((int)limit.TotalMilliseconds)) return false;
        TimeSpan left = limit - Stopwatch.GetElapsedTime(start);
        return exporter.WaitForExport(left > TimeSpan.Zero ? left : TimeSpan.Zero) && exporter.Failures == failures;
    }

    /// <summary>What the exporter makes of the variables: only it knows, and tells nobody but a provider of its own.</summary>
    private OtlpExporterOptions TraceOptions(IConfiguration configuration)
    {
        OtlpExporterOptions? read = null;
        // It listens to nothing, has no thread, and is left to the garbage collector: its disposal is reported as an error.
        _ = Sdk.CreateTracerProviderBuilder().ConfigureServices(services => services.AddSingleton(configuration)).AddOtlpExporter(options =>
        {
            Configure(options, "TRACES");
            options.ExportProcessorType = ExportProcessorType.Simple;
            read = options;
        }).Build();
        return read!;
    }

    /// <summary>The variables of one signal, which the exporter does not read by itself.</summary>
    private void Configure(OtlpExporterOptions options, string signal)
    {
        if (Of(signal, "PROTOCOL") is { } protocol)
        {
            options.Protocol = protocol switch
            {
                "grpc" => OtlpExportProtocol.Grpc,
                "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
                _ => throw new FormatException($"OTEL_EXPORTER_OTLP_{signal}_PROTOCOL is {protocol}; use grpc or http/protobuf"),
            };
        }

        if (Of(signal, "ENDPOINT") is { } endpoint)
        {
            options.Endpoint = Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? uri) ? uri
                : throw new FormatException($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT is {endpoint}; give a URL");
        }

        if (Of(signal, "HEADERS") is { } headers) options.Headers = headers;
        if (int.TryParse(Of(signal, "TIMEOUT"), out int timeout)) options.TimeoutMilliseconds = timeout;
    }

    private string? Of(string signal, string name) => variables.GetValueOrDefault($"OTEL_EXPORTER_OTLP_{signal}_{name}") is { Length: > 0 } value ? value : null;
}
