using RL4VLM.Core.Telemetry;

namespace RL4VLM.Core.Tests.Telemetry;

public sealed class PrometheusNameTests
{
    // From the compatibility specification and what the collector's exporter writes.
    [Theory]
    [InlineData("rl4vlm.operator.reconcile.duration", "s", MetricKind.Histogram, "rl4vlm_operator_reconcile_duration_seconds")]
    [InlineData("rl4vlm.operator.api.calls", "{call}", MetricKind.Counter, "rl4vlm_operator_api_calls_total")]
    [InlineData("rl4vlm.run.sample.success_rate", "1", MetricKind.Gauge, "rl4vlm_run_sample_success_rate_ratio")]
    [InlineData("rl4vlm.run.stage.token_rate", "{token}/s", MetricKind.Gauge, "rl4vlm_run_stage_token_rate_per_second")]
    [InlineData("rl4vlm.run.gpu_time", "s", MetricKind.Counter, "rl4vlm_run_gpu_time_seconds_total")]
    [InlineData("process.memory.usage", "By", MetricKind.Gauge, "process_memory_usage_bytes")]
    [InlineData("rl4vlm.run.pods", "{pod}", MetricKind.Gauge, "rl4vlm_run_pods")]
    [InlineData("a.io", "By/s", MetricKind.Gauge, "a_io_bytes_per_second")]
    [InlineData("a.ratio", "1", MetricKind.Gauge, "a_ratio")]
    [InlineData("a.total", null, MetricKind.Counter, "a_total")]
    public void A_metric_is_called_in_Prometheus_what_the_collector_calls_it(string name, string? unit, MetricKind kind, string expected) =>
        Assert.Equal(expected, PrometheusName.Of(name, unit, kind));

    [Fact]
    public void No_two_metrics_meet_under_one_name()
    {
        string[] names = [.. TelemetryTable.AllMetrics.Select(PrometheusName.Of)];
        Assert.Equal(names.Distinct(), names);
    }

    [Fact]
    public void A_label_has_underscores_for_dots() => Assert.Equal("gen_ai_token_type", PrometheusName.Label("gen_ai.token.type"));
}
