using System.Text.RegularExpressions;
using RL4VLM.Chart.Tests.Programs;
using RL4VLM.Chart.Tests.Prometheus;
using RL4VLM.Core.Telemetry;

namespace RL4VLM.Chart.Tests.Dashboards;

public sealed partial class QueryTests
{
    private static string[] Expressions => [.. Dashboard.All.SelectMany(one => one.Expressions.Concat(one.VariableExpressions)).Select(Dashboard.Interpolate)];

    [Fact]
    public void Every_metric_and_label_is_in_the_telemetry_table() => Assert.Empty(Expressions.SelectMany(KnownMetrics.Unknown));

    /// <summary>All of the operator's two tables is emitted by tests/EndToEnd's RunMetricsTests, the stages' durations by tests/Cli.Tests' RunTelemetryTests.</summary>
    [Fact]
    public void What_is_read_is_emitted_in_a_run_of_the_test_suite()
    {
        MetricDefinition[] emitted = [.. RunMetricTable.All, .. OperatorMetricTable.All, TelemetryTable.Metrics.Single(metric => metric.Name == TelemetryTable.StageDuration)];
        string[] names = [.. emitted.Select(PrometheusName.Of)];
        Assert.All(Expressions.Concat(Alerts.AlertRules.All.Select(rule => rule["expr"]!.GetValue<string>())).SelectMany(PromQl.Read), reading => Assert.Contains(names, name => reading.Metric == name || reading.Metric.StartsWith(name + "_", StringComparison.Ordinal)));
    }

    [Fact]
    public void Prometheus_reads_every_query()
    {
        ProgramResult result = Promtool.CheckExpressions(Expressions);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }

    [Fact]
    public void Prometheus_refuses_a_query_that_is_none() => Assert.NotEqual(0, Promtool.CheckExpressions(["max by (run) (rl4vlm_run_active"]).ExitCode);

    [Fact]
    public void A_legend_names_only_labels_that_its_series_have() => Assert.All(
        Dashboard.All.SelectMany(one => one.Targets("prometheus")).Where(target => target["legendFormat"] is not null), target =>
        {
            IReadOnlySet<string>[] labels = [.. PromQl.Read(Dashboard.Interpolate(target["expr"]!.GetValue<string>())).Select(reading => reading.Labels)];
            Assert.All(Legend().Matches(target["legendFormat"]!.GetValue<string>()), label => Assert.Contains(labels, one => one.Contains(label.Groups[1].Value)));
        });

    [Fact]
    public void Series_of_two_processes_are_one_curve() => Assert.All(Dashboard.All.Where(one => one.Name != "operator").SelectMany(one => one.Expressions), expression =>
        Assert.True(Aggregation().Count(expression) >= PromQl.Read(Dashboard.Interpolate(expression)).Count, $"not aggregated: {expression}"));

    [Fact]
    public void Traces_are_found_by_names_of_the_telemetry_table()
    {
        string[] queries = [.. Dashboard.All.SelectMany(one => one.TraceQueries)], attributes = [.. TelemetryTable.Attributes.Select(one => one.Name)];
        Assert.NotEmpty(queries);
        Assert.All(queries.SelectMany(query => SpanAttribute().Matches(query)), match => Assert.Contains(match.Groups[1].Value, attributes));
        Assert.All(queries.SelectMany(query => SpanName().Matches(query)), match => Assert.Contains(TelemetryTable.Spans, span => span.Name == match.Groups[1].Value));
    }

    [Fact]
    public void Exemplars_are_asked_of_the_stages_own_durations() => Assert.Contains(Dashboard.All.SelectMany(one => one.Targets("prometheus")),
        target => target["exemplar"]?.GetValue<bool>() is true && target["expr"]!.GetValue<string>().Contains("rl4vlm_stage_duration_seconds_bucket", StringComparison.Ordinal));

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Legend();

    [GeneratedRegex(@"\b(?:max|sum) by \(")]
    private static partial Regex Aggregation();

    [GeneratedRegex(@"\bspan\.([a-z0-9_.]+)")]
    private static partial Regex SpanAttribute();

    [GeneratedRegex(@"\bname = ""([^""]+)""")]
    private static partial Regex SpanName();
}
