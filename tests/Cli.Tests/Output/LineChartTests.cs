using System.Text;
using RL4VLM.Cli.Report;

namespace RL4VLM.Cli.Tests.Output;

public sealed class LineChartTests
{
    [Theory]
    [InlineData(0.023, 0.024)]
    [InlineData(-10, -10)]
    [InlineData(24, 24.000000000000004)]
    [InlineData(1e-6, 2.1e-6)]
    [InlineData(0, 0)]
    [InlineData(3, 81234)]
    [InlineData(-5, 7)]
    public void A_chart_has_a_few_grid_lines_whatever_the_range(double first, double second)
    {
        var page = new StringBuilder();
        LineChart.Append(page, "test", [new ChartSeries("a", [(1, first), (2, second)])]);
        int lines = page.ToString().Split("class=\"grid\"").Length - 1;
        Assert.InRange(lines, 2, 9);
    }
}
