using System.Globalization;
using System.Text;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Report;

/// <summary>The table of evaluations: every evaluated checkpoint, sampled and greedy.</summary>
internal static class EvaluationSection
{
    public static void Append(StringBuilder page, ReportData data)
    {
        page.Append("<section><h2>Evaluation</h2>\n");
        var rows = data.Of(StageNames.Evaluate).OrderBy(s => s.Task, StringComparer.Ordinal).ThenBy(s => s.Iteration).ToArray();
        if (rows.Length == 0)
        {
            page.Append("<p>No checkpoint has been evaluated yet.</p></section>\n");
            return;
        }

        page.Append("<p>Held-out seeds. Success with its 95 % interval (Wilson); the ceiling is what any player can reach.</p>\n<div class=\"scroll\"><table><thead><tr><th>task</th><th>checkpoint</th><th>mode</th><th>success</th><th>95 % interval</th><th>of ceiling</th><th>mean reward</th><th>thoughts true</th><th>illegal</th><th>length</th><th>episodes</th></tr></thead><tbody>\n");
        foreach (var row in rows)
        {
            foreach (var (mode, prefix) in ((string, string)[])[("sampled", MetricNames.Evaluation.Sampled), ("greedy", MetricNames.Evaluation.Greedy)])
            {
                double M(string name) => row.Metrics.TryGetValue(prefix + name, out double value) ? value : double.NaN;
                page.Append(CultureInfo.InvariantCulture, $"""
                    <tr><td>{Html.Escape(row.Task)}</td><td>{(row.Iteration == 0 ? "SFT" : row.Iteration.ToString(CultureInfo.InvariantCulture))}</td><td>{mode}</td><td><b>{Html.Percent(M(MetricNames.Evaluation.Success))}</b></td><td>{Html.Percent(M(MetricNames.Evaluation.SuccessLow))} – {Html.Percent(M(MetricNames.Evaluation.SuccessHigh))}</td><td>{Html.Percent(M(MetricNames.Evaluation.CeilingShare))}</td><td>{Html.Number(M(MetricNames.Evaluation.Reward))}</td><td>{Html.Percent(M(MetricNames.Evaluation.ThoughtAccuracy))}</td><td>{Html.Percent(M(MetricNames.Evaluation.IllegalRate))}</td><td>{Html.Number(M(MetricNames.Evaluation.EpisodeLength))}</td><td>{Html.Count(M(MetricNames.Evaluation.Episodes))}</td></tr>

                    """);
            }
        }

        page.Append("</tbody></table></div></section>\n");
    }
}
