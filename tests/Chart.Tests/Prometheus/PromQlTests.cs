namespace RL4VLM.Chart.Tests.Prometheus;

public sealed class PromQlTests
{
    [Theory]
    [InlineData("a", "a")]
    [InlineData("time() - a{x=\"1\", y=~'b|}'} > 7.2e3", "a x y")]
    [InlineData("max by (x, y) (a) / max by (x) (rate(b{z!=\"\"}[5m]))", "a x y; b x z")]
    [InlineData("max by (x) (a) == 1 and on (y) b offset 5m unless c", "a x y; b y; c y")]
    [InlineData("histogram_quantile(0.99, sum by (le) (rate(a_bucket[$__rate_interval])))", "a_bucket le")]
    [InlineData("quantile_over_time(0.5, (max by (x) (a))[6h:1m]) or vector(0)", "a x")]
    [InlineData("count(max by (x) (a > bool 0) == 1) or absent(b)", "a x; b")]
    [InlineData("sum(a) + on () group_left (x) b", "a x; b x")]
    public void Metrics_and_the_labels_asked_of_them_are_found(string expression, string expected) =>
        Assert.Equal(expected, string.Join("; ", PromQl.Read(expression).Select(one => string.Join(' ', one.Labels.Order(StringComparer.Ordinal).Prepend(one.Metric)))));

    [Theory]
    [InlineData("rl4vlm_run_iterations_total", "rl4vlm_run_iterations_total is not in the telemetry table")]
    [InlineData("rl4vlm_run_iteration{iteration=\"1\"}", "rl4vlm_run_iteration has no label iteration")]
    [InlineData("max by (task) (rl4vlm_run_iteration)", "rl4vlm_run_iteration has no label task")]
    [InlineData("rl4vlm_operator_queue_latency_seconds", "rl4vlm_operator_queue_latency_seconds is not in")]
    [InlineData("max by (le) (rl4vlm_operator_queue_latency_seconds_sum)", "rl4vlm_operator_queue_latency_seconds_sum has no label le")]
    public void What_the_table_lacks_is_named(string expression, string complaint) =>
        Assert.StartsWith(complaint, Assert.Single(KnownMetrics.Unknown(expression)), StringComparison.Ordinal);

    [Fact]
    public void A_clause_after_its_operand_is_refused() => Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => PromQl.Read("max(a) by (x)"));
}
