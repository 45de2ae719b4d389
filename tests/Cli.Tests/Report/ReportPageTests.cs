using RL4VLM.Cli.Report;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Tests.Report;

/// <summary>How the page writes numbers and text.</summary>
public sealed class ReportPageTests
{
    [Theory]
    [InlineData("<script>", "&lt;script&gt;")]
    [InlineData("a \" onload='x'", "a &quot; onload=&#39;x&#39;")]
    [InlineData("a & b", "a &amp; b")]
    [InlineData(null, "")]
    public void Text_cannot_leave_its_element_or_attribute(string? text, string expected) => Assert.Equal(expected, Html.Escape(text));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.5, "-0.500")]
    [InlineData(12.34, "12.3")]
    [InlineData(1234.4, "1234")]
    [InlineData(1, "1.00")]
    [InlineData(0.00134, "0.00134")]
    [InlineData(123456, "1.23e+5")]
    [InlineData(0.000123, "1.23e-4")]
    [InlineData(double.NaN, "–")]
    [InlineData(double.NegativeInfinity, "–")]
    public void Numbers_have_three_significant_digits(double value, string expected) => Assert.Equal(expected, Html.Number(value));

    [Theory]
    [InlineData(0.9742, "97.4 %")]
    [InlineData(1, "100.0 %")]
    [InlineData(double.NaN, "–")]
    public void Shares_are_per_cent(double share, string expected) => Assert.Equal(expected, Html.Percent(share));

    [Theory]
    [InlineData(90, "90.0 s")]
    [InlineData(720, "12.0 min")]
    [InlineData(12240, "3.4 h")]
    [InlineData(double.NaN, "–")]
    public void Durations_have_the_unit_that_fits(double seconds, string expected) => Assert.Equal(expected, Html.Duration(seconds));

    [Fact]
    public void A_metric_that_is_missing_or_no_number_is_a_dash()
    {
        var summary = new StageSummary
        {
            Stage = StageNames.Evaluate,
            Task = "numberline",
            Metrics = new Dictionary<string, double> { [MetricNames.Evaluation.Sampled + MetricNames.Evaluation.Success] = double.NaN },
            Timings = new Dictionary<string, double> { [MetricNames.Timing.CpuSeconds] = 1 },
        };
        string page = ReportWriter.Render(new ReportData("run", "", [new CommittedSummary(summary, DateTimeOffset.UnixEpoch)], []));
        Assert.DoesNotContain("NaN", page);
        Assert.Contains("<td><b>–</b></td>", page);
    }
}
