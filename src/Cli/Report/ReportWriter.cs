using System.Globalization;
using System.Text;
using RL4VLM.Cli.Output;
using RL4VLM.Core.Artifacts;

namespace RL4VLM.Cli.Report;

/// <summary>Writes a run's <c>report.html</c>: one file with curves, the evaluation table and rendered episodes, no network, no scripts.</summary>
public static class ReportWriter
{
    public const string FileName = "report.html";

    /// <summary>Reads the run's commits and evaluation episodes and writes the report, replacing an older one.</summary>
    /// <param name="store">The run's artifacts.</param>
    /// <param name="folder">Where the report goes; made when missing.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>The report's path.</returns>
    public static async Task<string> WriteAsync(IArtifactStore store, string folder, CancellationToken cancellation)
    {
        var data = await ReportData.LoadAsync(store, cancellation).ConfigureAwait(false);
        string path = Path.Combine(folder, FileName);
        WholeFile.Write(path, Render(data));
        return path;
    }

    /// <summary>The page.</summary>
    public static string Render(ReportData data)
    {
        var page = new StringBuilder(64 * 1024);
        page.Append(CultureInfo.InvariantCulture, $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Html.Escape(data.Run)} · RL4VLM</title>
            <link rel="icon" href="data:,">
            <style>{ReportStyle.Css}</style>
            </head>
            <body>
            <header>
            <h1>{Html.Escape(data.Run)}</h1>
            <p class="lead">{Html.Escape(data.Subtitle)}</p>
            </header>
            <main>

            """);
        EvaluationSection.Append(page, data);
        CurvesSection.Append(page, data);
        TimelineSection.Append(page, data);
        EpisodesSection.Append(page, data);
        ManifestSection.Append(page, data);
        page.Append("</main>\n</body>\n</html>\n");
        return page.ToString();
    }
}
