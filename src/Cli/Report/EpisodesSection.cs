using System.Globalization;
using System.Text;
using RL4VLM.Core.Trajectories;

namespace RL4VLM.Cli.Report;

/// <summary>Episodes step by step: what the agent saw, thought, did and got.</summary>
internal static class EpisodesSection
{
    private const int EpisodesShown = 4;

    private const int StepsShown = 12;

    public static void Append(StringBuilder page, ReportData data)
    {
        if (data.Episodes.Count == 0)
            return;
        page.Append("<section><h2>Episodes</h2>\n<p>The first held-out episodes of the SFT checkpoint and of the last one evaluated.</p>\n");
        foreach (var task in data.Episodes.GroupBy(e => e.Task).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            // "0000-sft" sorts before "0001": the first is where PPO started, the last where it ended.
            var ordered = task.OrderBy(e => e.Checkpoint, StringComparer.Ordinal).ToArray();
            foreach (var evaluation in ordered.Length > 1 ? [ordered[0], ordered[^1]] : ordered)
            {
                page.Append(CultureInfo.InvariantCulture, $"<h3>{Html.Escape(evaluation.Task)}, checkpoint {Html.Escape(evaluation.Checkpoint)}</h3>\n");
                foreach (var episode in evaluation.Episodes.Take(EpisodesShown))
                    AppendEpisode(page, episode);
            }
        }

        page.Append("</section>\n");
    }

    private static void AppendEpisode(StringBuilder page, IReadOnlyList<StepRecord> steps)
    {
        double total = steps.Sum(s => s.Reward);
        string outcome = steps[^1].Success == true ? "success" : "failure";
        page.Append(CultureInfo.InvariantCulture,
            $"<details open class=\"episode\"><summary><b class=\"{outcome}\">{outcome}</b> · episode {steps[0].Episode} · {steps.Count} steps · total reward {Html.Number(total)}</summary>\n<ol>\n");
        foreach (var step in steps.Take(StepsShown))
            AppendStep(page, step);
        page.Append("</ol>\n");
        if (steps.Count > StepsShown)
            page.Append(CultureInfo.InvariantCulture, $"<p>{steps.Count - StepsShown} more steps are not shown.</p>\n");
        page.Append("</details>\n");
    }

    private static void AppendStep(StringBuilder page, StepRecord step)
    {
        string thoughts = step.ThoughtsTrue switch { true => "<span class=\"success\">true</span>", false => "<span class=\"failure\">false</span>", null => "none" };
        page.Append(CultureInfo.InvariantCulture, $"""
            <li><img alt="what the agent saw at step {step.Step}" width="150" height="150" src="data:image/png;base64,{Convert.ToBase64String(step.Image)}">
            <div><pre>{Html.Escape(step.Info.GetValueOrDefault("text") ?? step.ActionText)}</pre>
            <dl><dt>action</dt><dd>{(step.Legal ? Html.Escape(step.ActionText) : $"<span class=\"failure\">illegal</span> {Html.Escape(step.ActionText)}")}</dd><dt>reward</dt><dd>{Html.Number(step.Reward)}</dd><dt>thoughts</dt><dd>{thoughts}</dd><dt>value</dt><dd>{Html.Number(step.Value)}</dd></dl></div></li>

            """);
    }
}
