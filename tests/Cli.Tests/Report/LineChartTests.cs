using System.Globalization;
using System.Text;
using System.Xml.Linq;
using RL4VLM.Cli.Report;

namespace RL4VLM.Cli.Tests.Report;

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
        var chart = Draw([(1, first), (2, second)]);
        Assert.InRange(chart.Elements("line").Count(line => (string?)line.Attribute("class") == "grid"), 2, 9);
    }

    [Theory]
    [InlineData(0.023, 0.024)]
    [InlineData(0.9991, 0.9999)]
    [InlineData(1000, 1001)]
    [InlineData(-100.3, -100.1)]
    [InlineData(1e-6, 2.1e-6)]
    [InlineData(123456, 123500)]
    [InlineData(0, 2e6)]
    [InlineData(1e-12, 1.001e-12)]
    [InlineData(-3e9, 3e9)]
    [InlineData(7, 7)]
    public void No_two_grid_lines_have_the_same_label(double first, double second)
    {
        var labels = Draw([(1, first), (2, second)]).Elements("text").Where(text => (string?)text.Attribute("text-anchor") == "end").Select(text => text.Value).ToArray();
        Assert.Equal(labels.Distinct(), labels);
    }

    [Fact]
    public void A_single_point_is_drawn_inside_the_frame()
    {
        var circle = Assert.Single(Draw([(0, 0.5)]).Descendants("circle"));
        Assert.InRange(Number(circle, "cx"), 62, 468);
        Assert.InRange(Number(circle, "cy"), 12, 190);
    }

    [Fact]
    public void Equal_values_make_a_level_line_off_the_edges()
    {
        var heights = Draw([(1, 3), (2, 3), (3, 3)]).Descendants("circle").Select(circle => Number(circle, "cy")).Distinct();
        Assert.InRange(Assert.Single(heights), 20, 182);
    }

    [Theory]
    [InlineData(2, double.NaN)]
    [InlineData(2, double.PositiveInfinity)]
    [InlineData(double.NaN, 2)]
    [InlineData(double.NegativeInfinity, 2)]
    public void A_point_that_is_no_number_is_left_out(double x, double y) =>
        Assert.Equal(Draw([(1, 1), (3, 2)]).ToString(), Draw([(1, 1), (x, y), (3, 2)]).ToString());

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_reference_that_is_no_number_is_left_out(double reference) =>
        Assert.Equal(Draw([(1, 1), (2, 2)]).ToString(), Draw([(1, 1), (2, 2)], reference).ToString());

    [Fact]
    public void A_reference_outside_the_values_widens_the_axis()
    {
        var line = Assert.Single(Draw([(1, 0.1), (2, 0.2)], reference: 1).Elements("line"), line => (string?)line.Attribute("class") == "reference");
        Assert.InRange(Number(line, "y1"), 12, 190);
    }

    [Fact]
    public void Nothing_is_drawn_without_points()
    {
        var page = new StringBuilder();
        LineChart.Append(page, "test", []);
        LineChart.Append(page, "test", [new ChartSeries("a", []), new ChartSeries("b", [(1, double.NaN)])], reference: 1);
        Assert.Equal("", page.ToString());
    }

    [Fact]
    public void A_series_without_points_has_no_legend()
    {
        var page = new StringBuilder();
        LineChart.Append(page, "test", [new ChartSeries("drawn <a>", [(1, 1)]), new ChartSeries("hollow", []), new ChartSeries("drawn b", [(1, 2)])]);
        Assert.Contains("drawn &lt;a&gt;", page.ToString());
        Assert.Contains("drawn b", page.ToString());
        Assert.DoesNotContain("hollow", page.ToString());
    }

    private static XElement Draw((double X, double Y)[] points, double? reference = null)
    {
        var page = new StringBuilder();
        LineChart.Append(page, "a <title> & \"quotes\"", [new ChartSeries("a", points)], reference);
        Assert.DoesNotContain("NaN", page.ToString());
        Assert.DoesNotContain("Infinity", page.ToString());
        return XElement.Parse(page.ToString());
    }

    private static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
