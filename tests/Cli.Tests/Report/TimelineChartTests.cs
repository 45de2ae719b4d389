using System.Globalization;
using System.Text;
using System.Xml.Linq;
using RL4VLM.Cli.Report;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Tests.Report;

/// <summary>The stages over time, as a browser would read them.</summary>
public sealed class TimelineChartTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_stage_worker_and_task_has_a_lane_in_the_order_of_the_run()
    {
        XElement chart = Draw([.. Setup(), .. Run(2, workers: 2), Stage(StageNames.Evaluate, 0, 60, 80, task: "b"), Stage(StageNames.Evaluate, 2, 300, 320, task: "a <i>")]);
        Assert.Equal(["initialize", "demonstrate", "sft", "collect 0", "collect 1", "ppo", "evaluate a <i>", "evaluate b"], Lanes(chart).Select(lane => lane.Name));
        Assert.Equal(["collect 1, iteration 1: 20.0 s", "collect 1, iteration 2: 20.0 s"], Lanes(chart)[4].Bars.Select(bar => bar.Title));
        Assert.Equal(["sft: 30.0 s"], Lanes(chart)[2].Bars.Select(bar => bar.Title));
        Assert.Equal(["1", "2"], Texts(chart, above: true));
    }

    [Fact]
    public void Bars_are_to_scale_and_what_lies_between_them_is_empty()
    {
        XElement chart = Draw([Stage(StageNames.Collect, 1, 0, 100), Stage(StageNames.Ppo, 1, 130, 400), Stage(StageNames.Collect, 2, 400, 500), Stage(StageNames.Ppo, 2, 500, 1000)]);
        (string _, List<Bar> collect) = Lanes(chart)[0];
        (string _, List<Bar> ppo) = Lanes(chart)[1];
        double second = collect[0].Width / 100;
        Assert.Equal(776, 1000 * second, 0.1);
        Assert.Equal(130 * second, ppo[0].Left - collect[0].Left, 0.1);
        Assert.Equal(270 * second, ppo[0].Width, 0.1);
        Assert.Equal(ppo[0].Left + ppo[0].Width, collect[1].Left, 0.1);
        Assert.Equal(ppo[1].Left + ppo[1].Width, collect[0].Left + 776, 0.1);
        Assert.Empty(Idle(chart));
        Assert.Equal(["0:00", "0:05", "0:10", "0:15"], Texts(chart, above: false));
    }

    [Fact]
    public void Iterations_are_told_apart()
    {
        XElement chart = Draw([.. Run(4)]);
        Assert.Equal([true, false, true, false], Lanes(chart)[0].Bars.Select(bar => bar.IsOdd));
        Assert.Equal([true, false, true, false], Lanes(chart)[1].Bars.Select(bar => bar.IsOdd));
    }

    [Fact]
    public void A_pause_of_hours_is_a_mark_and_the_rest_stays_readable()
    {
        CommittedSummary[] before = [.. Run(2)];
        CommittedSummary[] after = [.. Run(2, first: 3, from: 14 * 3600)];
        XElement chart = Draw([.. before, .. after]);
        (string title, double width) = Assert.Single(Idle(chart));
        Assert.Equal("idle for 14.0 h", title);
        Assert.InRange(width, 8, 20);
        Assert.All(Lanes(chart)[1].Bars, bar => Assert.InRange(bar.Width, 50, 400));
        Assert.Contains("14:02", Texts(chart, above: false));
        Assert.Equal(["1", "2", "3", "4"], Texts(chart, above: true));
    }

    [Fact]
    public void A_run_that_always_waits_is_shown_as_it_was()
    {
        XElement chart = Draw([.. Enumerable.Range(1, 50).Select(k => Stage(StageNames.Ppo, k, k * 1000, (k * 1000) + 100))]);
        Assert.Empty(Idle(chart));
        List<Bar> bars = Lanes(chart)[0].Bars;
        Assert.Equal(10, (bars[1].Left - bars[0].Left) / bars[0].Width, 0.2);
    }

    [Theory]
    [InlineData(200, 1, 40_000)]
    [InlineData(1000, 4, 160_000)]
    [InlineData(5000, 4, 200_000)]
    public void Many_iterations_stay_small_and_none_is_lost(int iterations, int workers, int bytes)
    {
        XElement chart = Draw([.. Setup(), .. Run(iterations, workers)]);
        Assert.InRange(Encoding.UTF8.GetByteCount(chart.ToString(SaveOptions.DisableFormatting)), 1, bytes);
        foreach ((string name, List<Bar> bars) in Lanes(chart).Where(lane => lane.Name.StartsWith("ppo", StringComparison.Ordinal) || lane.Name.StartsWith("collect", StringComparison.Ordinal)))
        {
            Assert.Equal(iterations, bars.Sum(bar => bar.Title.Contains(" in ", StringComparison.Ordinal) ? int.Parse(bar.Title.Split(' ')[^1], CultureInfo.InvariantCulture) : 1));
            Assert.All(bars, bar => Assert.InRange(bar.Left + bar.Width, 150, 951));
        }

        Assert.InRange(Texts(chart, above: true).Length, 5, 25);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(double.NaN)]
    [InlineData(-1)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e300)]
    public void A_stage_without_a_usable_duration_breaks_nothing(double wall)
    {
        CommittedSummary odd = new(new StageSummary { Stage = StageNames.Ppo, Iteration = 1, Timings = new Dictionary<string, double> { [MetricNames.Timing.WallSeconds] = wall } }, Start);
        Assert.InRange(Assert.Single(Assert.Single(Lanes(Draw(odd))).Bars).Width, 0.1, 1);
    }

    private sealed record Bar(double Left, double Width, string Title, bool IsOdd);

    private static IEnumerable<CommittedSummary> Setup() => [Stage(StageNames.Initialize, 0, -60, -50), Stage(StageNames.Demonstrate, 0, -50, -30), Stage(StageNames.Sft, 0, -30, 0)];

    /// <summary>Iterations of a minute and a half: 20 s of collecting side by side, a minute of ppo, 10 s of nothing.</summary>
    private static IEnumerable<CommittedSummary> Run(int iterations, int workers = 1, int first = 1, double from = 0)
    {
        for (int k = 0; k < iterations; k++)
        {
            double begin = from + (90 * k);
            for (int worker = 0; worker < workers; worker++) yield return Stage(StageNames.Collect, first + k, begin, begin + 20, worker);
            yield return Stage(StageNames.Ppo, first + k, begin + 20, begin + 80);
        }
    }

    private static CommittedSummary Stage(string stage, int iteration, double from, double to, int? worker = null, string? task = null) => new(
        new StageSummary { Stage = stage, Iteration = iteration, Worker = worker, Task = task, Timings = new Dictionary<string, double> { [MetricNames.Timing.WallSeconds] = to - from } },
        Start.AddSeconds(to));

    private static XElement Draw(params CommittedSummary[] stages)
    {
        var page = new StringBuilder();
        TimelineChart.Append(page, StageLane.Of(stages));
        Assert.DoesNotContain("NaN", page.ToString());
        Assert.DoesNotContain("∞", page.ToString());
        return XElement.Parse(page.ToString());
    }

    private static List<(string Name, List<Bar> Bars)> Lanes(XElement chart) => [.. chart.Elements("g").Select(lane => (
        lane.ElementsBeforeSelf("text").Last().Element("title")!.Value,
        lane.Elements("rect").Select(bar => new Bar(Number(bar, "x"), Number(bar, "width"), bar.Element("title")!.Value, bar.Attribute("class") is not null)).ToList()))];

    private static List<(string Title, double Width)> Idle(XElement chart) => [.. chart.Elements("rect").Select(mark => (mark.Element("title")!.Value, Number(mark, "width")))];

    private static string[] Texts(XElement chart, bool above) =>
        [.. chart.Elements("text").Where(text => text.Element("title") is null && (Number(text, "y") < 22) == above).Select(text => text.Value)];

    private static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
