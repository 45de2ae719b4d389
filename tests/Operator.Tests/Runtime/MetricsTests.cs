using System.Diagnostics.Metrics;
using RL4VLM.Core.Telemetry;
using RL4VLM.Operator.Runtime.Metrics;

namespace RL4VLM.Operator.Tests.Runtime;

public sealed class MetricsTests
{
    [Fact]
    public void Instruments_become_families_in_the_text_format()
    {
        using var meter = new Meter("test");
        using var registry = new PrometheusRegistry(meter);
        Counter<long> counter = meter.CreateCounter<long>("a.calls", null, "Calls\nof \\ all kinds.");
        UpDownCounter<int> level = meter.CreateUpDownCounter<int>("b.level", null, "Level.");
        meter.CreateObservableGauge("c.memory", () => 1.5, "By", "Memory.");
        Histogram<double> histogram = meter.CreateHistogram("d.time", "s", "Time.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        counter.Add(2, new KeyValuePair<string, object?>("verb", "get"), new KeyValuePair<string, object?>("path", "a\"b\\c\nd"));
        counter.Add(3, new KeyValuePair<string, object?>("verb", "get"), new KeyValuePair<string, object?>("path", "a\"b\\c\nd"));
        level.Add(5);
        level.Add(-2);
        foreach (double value in (double[])[0.1, 0.5, 7]) histogram.Record(value, new KeyValuePair<string, object?>("queue", "runs"));
        Assert.Equal("""
            # HELP a_calls_total Calls\nof \\ all kinds.
            # TYPE a_calls_total counter
            a_calls_total{verb="get",path="a\"b\\c\nd"} 5
            # HELP b_level Level.
            # TYPE b_level gauge
            b_level 3
            # HELP c_memory_bytes Memory.
            # TYPE c_memory_bytes gauge
            c_memory_bytes 1.5
            # HELP d_time_seconds Time.
            # TYPE d_time_seconds histogram
            d_time_seconds_bucket{queue="runs",le="0.1"} 1
            d_time_seconds_bucket{queue="runs",le="1"} 2
            d_time_seconds_bucket{queue="runs",le="+Inf"} 3
            d_time_seconds_sum{queue="runs"} 7.6
            d_time_seconds_count{queue="runs"} 3

            """.ReplaceLineEndings("\n"), registry.Write());
    }

    [Fact]
    public void A_label_with_endless_values_has_a_bounded_number_of_series()
    {
        using var meter = new Meter("test");
        using var registry = new PrometheusRegistry(meter);
        Counter<long> counter = meter.CreateCounter<long>("a");
        for (int i = 0; i < 10_000; i++) counter.Add(1, new KeyValuePair<string, object?>("name", $"{i:d5}"));
        counter.Add(1, new KeyValuePair<string, object?>("name", new string('x', 10_000)));
        string[] lines = [.. registry.Write().Split('\n').Where(line => line.StartsWith("a_total{", StringComparison.Ordinal))];
        Assert.Equal(MetricFamily.MaximumSeries + 1, lines.Length);
        Assert.Contains($"a_total{{name=\"other\"}} {10_001 - MetricFamily.MaximumSeries}", lines);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 100));
    }

    [Fact]
    public void A_series_that_is_no_longer_observed_is_gone_and_one_that_was_added_to_stays()
    {
        using var meter = new Meter("test");
        using var registry = new PrometheusRegistry(meter);
        string[] observed = ["a", "b"];
        meter.CreateObservableGauge("g", () => observed.Select(name => new Measurement<int>(1, new KeyValuePair<string, object?>("name", name))));
        meter.CreateObservableCounter("o", () => observed.Select(name => new Measurement<int>(1, new KeyValuePair<string, object?>("name", name))));
        meter.CreateCounter<long>("c").Add(1, new KeyValuePair<string, object?>("name", "a"));
        Assert.Equal(["c_total{name=\"a\"} 1", "g{name=\"a\"} 1", "g{name=\"b\"} 1", "o_total{name=\"a\"} 1", "o_total{name=\"b\"} 1"], Samples());
        observed = ["b", "c"];
        Assert.Equal(["c_total{name=\"a\"} 1", "g{name=\"b\"} 1", "g{name=\"c\"} 1", "o_total{name=\"b\"} 1", "o_total{name=\"c\"} 1"], Samples());

        string[] Samples() => [.. registry.Write().Split('\n').Where(line => line.Length > 0 && line[0] != '#')];
    }

    [Fact]
    public void A_metric_of_runs_has_room_for_more_series_than_there_are_runs()
    {
        using var meter = new Meter("test");
        using var registry = new PrometheusRegistry(meter);
        int limit = RunMetricTable.SeriesLimit(RunMetricTable.Active)!.Value;
        meter.CreateObservableGauge(RunMetricTable.Active, () => Enumerable.Range(0, limit + 2).Select(run => new Measurement<int>(1, new KeyValuePair<string, object?>("run", $"{run}"))));
        string[] lines = [.. registry.Write().Split('\n').Where(line => line.StartsWith("rl4vlm_run_active{", StringComparison.Ordinal))];
        Assert.Equal(limit + 1, lines.Length);
        Assert.InRange(limit, 5_000, 20_000);
        Assert.Equal(20_000, RunMetricTable.SeriesLimit(RunMetricTable.WallTime));
        Assert.Null(RunMetricTable.SeriesLimit(OperatorMetricTable.ApiCalls));
    }

    [Fact]
    public void The_operator_has_its_metrics_and_two_instances_do_not_mix()
    {
        using var metrics = new OperatorMetrics();
        using var others = new OperatorMetrics();
        using var registry = new PrometheusRegistry(metrics.Meter);
        metrics.RecordReconcile(TimeSpan.FromMilliseconds(3), failed: false);
        metrics.RecordReconcile(TimeSpan.FromSeconds(3), failed: true);
        others.RecordReconcile(TimeSpan.FromSeconds(3), failed: true);
        metrics.RecordQueueLatency(TimeSpan.FromMilliseconds(20));
        metrics.RecordApiCall("get", "200");
        metrics.RecordWatchRestart("end");
        metrics.ObserveQueue(() => 42);
        metrics.ObserveLeader(() => true);
        metrics.ObserveExportFailures(() => 7);
        string text = registry.Write();
        foreach (string line in (string[])[
            "rl4vlm_operator_reconcile_duration_seconds_bucket{le=\"0.005\"} 1", "rl4vlm_operator_reconcile_duration_seconds_count 2",
            "rl4vlm_operator_reconcile_errors_total 1", "rl4vlm_operator_queue_depth 42", "rl4vlm_operator_events_dropped_total 0", "rl4vlm_operator_export_failures_total 7",
            "rl4vlm_operator_queue_latency_seconds_count 1", "rl4vlm_operator_api_calls_total{verb=\"get\",code=\"200\"} 1",
            "rl4vlm_operator_watch_restarts_total{code=\"end\"} 1", "rl4vlm_operator_leader 1",
        ])
        {
            Assert.Contains(line + "\n", text);
        }

        Assert.Contains("process_memory_usage_bytes ", text);
        Assert.Contains("process_cpu_time_seconds_total ", text);
    }
}
