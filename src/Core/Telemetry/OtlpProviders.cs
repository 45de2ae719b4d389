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
    private readonly MeterProvider? meter;

    public OtlpProviders(string service, IReadOnlyDictionary<string, string?> variables, bool traces, bool metrics)
    {
        this.variables = variables;
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(
            variables.ContainsKey(MetricInterval) ? variables : variables.Append(new KeyValuePair<string, string?>(MetricInterval, "10000"))).Build();
        string? version = typeof(OtlpProviders).Assembly.GetName().Version?.ToString(3);
        if (traces)
        {
            tracer = Sdk.CreateTracerProviderBuilder()
                .ConfigureServices(services => services.AddSingleton(configuration))
                .ConfigureResource(Describe)
                .AddSource(StageSpans.SourceName)
                .AddOtlpExporter(options => Configure(options, "TRACES"))
                .Build();
        }

        if (metrics)
        {
            meter = Sdk.CreateMeterProviderBuilder()
                .ConfigureServices(services => services.AddSingleton(configuration))
                .ConfigureResource(Describe)
                .SetExemplarFilter(ExemplarFilterType.TraceBased)
                .AddMeter(StageMetrics.MeterName)
                .AddView(instrument => instrument.Meter.Name == StageMetrics.MeterName ? new MetricStreamConfiguration { CardinalityLimit = SeriesOfAStage } : null)
                .AddOtlpExporter(options => Configure(options, "METRICS"))
                .Build();
        }

        // What the variables say comes last: it wins.
        void Describe(ResourceBuilder resource) => resource.Clear().AddTelemetrySdk().AddService(service, serviceVersion: version).AddEnvironmentVariableDetector();
    }

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
