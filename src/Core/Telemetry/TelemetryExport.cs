using System.Collections;

namespace RL4VLM.Core.Telemetry;

/// <summary>Exports spans and metrics by OTLP while it lives, as the standard <c>OTEL_*</c> variables say. Never in the work's way: queues are
/// bounded, the last flush takes at most <see cref="LastFlush"/>, and whatever goes wrong is one warning.</summary>
public sealed class TelemetryExport : IAsyncDisposable
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Most time that ending takes.</summary>
    public static readonly TimeSpan LastFlush = TimeSpan.FromSeconds(5);

    private readonly ExportWarning warning;
    private readonly OtlpProviders? providers;

    private TelemetryExport(ExportWarning warning, OtlpProviders? providers)
    {
        this.warning = warning;
        this.providers = providers;
    }

    /// <summary>Exports that the collector did not take so far, and spans for which the queue had no room.</summary>
    public long Failures => warning.Failures;

    /// <summary>Begins to export; null when no endpoint is set.</summary>
    /// <param name="service">The program's name, unless <c>OTEL_SERVICE_NAME</c> gives another.</param>
    /// <param name="variables">The <c>OTEL_*</c> variables.</param>
    /// <param name="error">Receives the warning.</param>
    public static TelemetryExport? Start(string service, IReadOnlyDictionary<string, string?> variables, TextWriter error)
    {
        bool traces = IsOn(variables, "TRACES"), metrics = IsOn(variables, "METRICS");
        if (!traces && !metrics) return null;
        var warning = new ExportWarning(service, error);
        try
        {
            return new TelemetryExport(warning, new OtlpProviders(service, variables, traces, metrics));
        }
        catch (Exception e)
        {
            // Wrong settings are no reason not to train.
            warning.Warn(e.Message);
            return new TelemetryExport(warning, null);
        }
    }

    /// <summary>This process's <c>OTEL_*</c> variables.</summary>
    public static IReadOnlyDictionary<string, string?> ProcessVariables() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Where(entry => ((string)entry.Key).StartsWith("OTEL_", StringComparison.Ordinal))
        .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value);

    /// <summary>Sends the spans that have ended by now.</summary>
    /// <param name="limit">Most time that it takes.</param>
    /// <returns>Whether the collector had them in time.</returns>
    public Task<bool> FlushTracesAsync(TimeSpan limit) => providers?.FlushTracesAsync(limit) ?? Task.FromResult(true);

    public async ValueTask DisposeAsync()
    {
        if (providers is not null)
        {
            Task<bool> flush = providers.EndAsync(LastFlush - TimeSpan.FromMilliseconds(500));
            await Task.WhenAny(flush, Task.Delay(LastFlush)).ConfigureAwait(false);
            if (!flush.IsCompletedSuccessfully || !await flush.ConfigureAwait(false)) warning.Warn("the last flush did not get through");
        }

        warning.Dispose();
    }

    private static bool IsOn(IReadOnlyDictionary<string, string?> variables, string signal)
    {
        if (string.Equals(variables.GetValueOrDefault("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase)) return false;
        if (variables.GetValueOrDefault($"OTEL_{signal}_EXPORTER") == "none") return false;
        return variables.GetValueOrDefault(Endpoint) is { Length: > 0 } || variables.GetValueOrDefault($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT") is { Length: > 0 };
    }
}
