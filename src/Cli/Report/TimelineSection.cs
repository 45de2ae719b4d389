using System.Globalization;
using System.Text;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Report;

/// <summary>Where the time went: the stages over time, and wall and CPU seconds by stage.</summary>
internal static class TimelineSection
{
    public static void Append(StringBuilder page, ReportData data)
    {
        var stages = data.Stages.Select(s => s.Summary).GroupBy(s => s.Stage)
            .Select(g => (Stage: g.Key, Count: g.Count(), Wall: Sum(g, MetricNames.Timing.WallSeconds), Cpu: Sum(g, MetricNames.Timing.CpuSeconds)))
            .ToArray();
        double total = stages.Sum(s => s.Cpu);
        if (total <= 0)
            return;
        page.Append("<section><h2>Where the time went</h2>\n");
        if (StageLane.Of(data.Stages) is { Count: > 0 } lanes)
        {
            page.Append("<figure><figcaption>Stages over time <small>above: iterations; below: time since the start; grey: a long pause, not to scale</small></figcaption>\n<div class=\"scroll\">");
            TimelineChart.Append(page, lanes);
            page.Append("</div></figure>\n");
        }

        page.Append("<div class=\"scroll\"><table><thead><tr><th>stage</th><th>runs</th><th>wall</th><th>CPU</th><th>share</th><th></th></tr></thead><tbody>\n");
        foreach (var (stage, count, wall, cpu) in stages)
        {
            page.Append(CultureInfo.InvariantCulture,
                $"<tr><td>{Html.Escape(stage)}</td><td>{count}</td><td>{Html.Duration(wall)}</td><td>{Html.Duration(cpu)}</td><td>{Html.Percent(cpu / total)}</td><td class=\"bar\"><span style=\"width:{100 * cpu / total:0.0}%\"></span></td></tr>\n");
        }

        page.Append("</tbody></table></div></section>\n");
    }

    private static double Sum(IEnumerable<StageSummary> stages, string timing) => stages.Sum(s => s.Timings.GetValueOrDefault(timing));
}
