using System.Globalization;
using System.Text;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Report;

/// <summary>When each stage was at work, as inline SVG: a lane for each kind, worker and task, time from left to right. Every other iteration is
/// paler. However long a run is, its bars are as many as there is room for: neighbours that are too small to tell apart are one.</summary>
internal static class TimelineChart
{
    private const double Width = 960, Left = 150, Right = 34, Top = 22, LaneHeight = 20, Bottom = 22;

    /// <summary>A bar narrower than this takes its successor in, if nothing is seen between them.</summary>
    private const double Narrow = 4, Unseen = 2;

    private const int LongestName = 20;

    public static void Append(StringBuilder page, IReadOnlyList<StageLane> lanes)
    {
        var scale = new TimeScale(lanes.SelectMany(lane => lane.Bars).Select(bar => (bar.From, bar.To)), Left, Width - Right);
        double bottom = Top + (lanes.Count * LaneHeight);
        page.Append(CultureInfo.InvariantCulture, $"<svg class=\"chart timeline\" viewBox=\"0 0 {Width} {bottom + Bottom}\" role=\"img\" aria-label=\"Stages over time\">\n");
        foreach ((double x, string label) in scale.Ticks())
        {
            page.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{x:0.#}\" x2=\"{x:0.#}\" y1=\"{Top}\" y2=\"{bottom}\"/>");
            page.Append(CultureInfo.InvariantCulture, $"<text class=\"tick\" x=\"{x:0.#}\" y=\"{bottom + 16}\" text-anchor=\"middle\">{label}</text>\n");
        }

        AppendIterations(page, lanes, scale);
        foreach ((double from, double to, TimeSpan length) in scale.Idle)
        {
            page.Append(CultureInfo.InvariantCulture,
                $"<rect class=\"idle\" x=\"{from:0.#}\" y=\"{Top}\" width=\"{to - from:0.#}\" height=\"{bottom - Top}\"><title>idle for {Html.Duration(length.TotalSeconds)}</title></rect>\n");
        }

        for (int i = 0; i < lanes.Count; i++) AppendLane(page, lanes[i], Top + (i * LaneHeight), scale);
        page.Append("</svg>\n");
    }

    /// <summary>Numbers above where iterations begin, as many as there is room for.</summary>
    private static void AppendIterations(StringBuilder page, IReadOnlyList<StageLane> lanes, TimeScale scale)
    {
        double last = double.NegativeInfinity;
        foreach (IGrouping<int, StageBar> iteration in lanes.Where(lane => lane.Stage is StageNames.Collect or StageNames.Ppo).SelectMany(lane => lane.Bars).GroupBy(bar => bar.Iteration).OrderBy(group => group.Key))
        {
            double x = scale.At(iteration.Min(bar => bar.From));
            if (x - last < 40) continue;
            last = x;
            page.Append(CultureInfo.InvariantCulture, $"<text class=\"tick\" x=\"{x:0.#}\" y=\"{Top - 8}\">{iteration.Key}</text>\n");
        }
    }

    private static void AppendLane(StringBuilder page, StageLane lane, double y, TimeScale scale)
    {
        string name = lane.Name.Length <= LongestName ? lane.Name : lane.Name[..(LongestName - 1)] + "…";
        page.Append(CultureInfo.InvariantCulture, $"<text class=\"tick\" x=\"0\" y=\"{y + 14}\">{Html.Escape(name)}<title>{Html.Escape(lane.Name)}</title></text>");
        page.Append(CultureInfo.InvariantCulture, $"<g class=\"s{Colour(lane.Stage)}\" transform=\"translate(0 {y + 2})\">\n");
        foreach (Block block in Blocks(lane, scale))
        {
            string odd = block is { Count: 1, First: var single } && single % 2 == 1 ? " class=\"odd\"" : "";
            page.Append(CultureInfo.InvariantCulture, $"<rect{odd} x=\"{block.Left:0.##}\" width=\"{Math.Max(0.6, block.Right - block.Left):0.##}\"><title>{Title(lane, block)}</title></rect>\n");
        }

        page.Append("</g>\n");
    }

    private static IEnumerable<Block> Blocks(StageLane lane, TimeScale scale)
    {
        Block? open = null;
        foreach (StageBar bar in lane.Bars)
        {
            var next = new Block(bar.Iteration, bar.Iteration, 1, scale.At(bar.From), scale.At(bar.To), bar.To - bar.From);
            if (open is { } before && before.Right - before.Left < Narrow && next.Left - before.Right < Unseen)
            {
                open = before with { Last = next.Last, Count = before.Count + 1, Right = Math.Max(before.Right, next.Right), Work = before.Work + next.Work };
                continue;
            }

            if (open is { } done) yield return done;
            open = next;
        }

        if (open is { } last) yield return last;
    }

    private static string Title(StageLane lane, Block block)
    {
        string duration = Html.Duration(block.Work.TotalSeconds);
        return Html.Escape(block.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"{lane.Name}, iterations {block.First} to {block.Last}: {duration} in {block.Count}")
            : lane.Stage is StageNames.Initialize or StageNames.Demonstrate or StageNames.Sft ? $"{lane.Name}: {duration}"
            : string.Create(CultureInfo.InvariantCulture, $"{lane.Name}, iteration {block.First}: {duration}"));
    }

    private static int Colour(string stage) => stage switch { StageNames.Collect => 0, StageNames.Ppo => 1, StageNames.Evaluate => 2, _ => 3 };

    /// <summary>One bar, or several that are drawn as one.</summary>
    private readonly record struct Block(int First, int Last, int Count, double Left, double Right, TimeSpan Work);
}
