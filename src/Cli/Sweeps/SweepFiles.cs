using System.Globalization;
using System.Text;
using RL4VLM.Cli.Output;
using RL4VLM.Cli.Report;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Sweeps;

/// <summary>What a sweep leaves in its folder: <c>sweep.json</c>, <c>sweep.html</c> with table and curves, <c>curves.svg</c>; renewed after every run.</summary>
internal static class SweepFiles
{
    public const string Page = "sweep.html";
    public const string Json = "sweep.json";
    public const string Curves = "curves.svg";

    public static void Write(string folder, SweepManifest sweep, SweepTable table, IReadOnlyList<SweepFigures> finished, JsonFields json)
    {
        WholeFile.Write(Path.Combine(folder, Json), json.ToString() + "\n");
        WholeFile.Write(Path.Combine(folder, Page), PageOf(sweep, table, finished));
        if (CurvesOf(finished) is { } curves) WholeFile.Write(Path.Combine(folder, Curves), curves);
    }

    /// <summary>Where the document's records of the sweep's runs lie: in a folder beside it that has its name.</summary>
    public static string RecordsOf(string document, SweepManifest sweep) => Path.Combine(FolderOf(document), sweep.Metadata.Name);

    /// <summary>Puts the table between <c>&lt;!-- sweep NAME --&gt;</c> and <c>&lt;!-- /sweep --&gt;</c> of a Markdown file, and under it the
    /// learning curves, as a picture beside the records' folder.</summary>
    /// <exception cref="StageException">64 when the file is not there or has no such place.</exception>
    public static void WriteInto(string document, SweepManifest sweep, SweepTable table, IReadOnlyList<SweepFigures> figures)
    {
        (string before, string after) = PlaceIn(document, sweep);
        string picture = "";
        if (CurvesOf(figures) is { } curves)
        {
            WholeFile.Write(Path.Combine(FolderOf(document), $"{sweep.Metadata.Name}.svg"), curves);
            picture = $"\n![{SweepCurves.Charts[0].Title}, by PPO iteration]({Path.GetFileName(FolderOf(document))}/{sweep.Metadata.Name}.svg)\n";
        }

        WholeFile.Write(document, $"{before}\n{table.ToMarkdown()}{picture}{after}");
    }

    /// <summary>The document's text before and after the table.</summary>
    /// <exception cref="StageException">64 when the file is not there or has no such place.</exception>
    public static (string Before, string After) PlaceIn(string document, SweepManifest sweep)
    {
        if (!File.Exists(document)) throw new StageException(ExitCodes.Usage, $"--into {document}: there is no such file");
        string text = File.ReadAllText(document), begin = $"<!-- sweep {sweep.Metadata.Name} -->", end = "<!-- /sweep -->";
        int from = text.IndexOf(begin, StringComparison.Ordinal), to = from < 0 ? -1 : text.IndexOf(end, from, StringComparison.Ordinal);
        if (to < 0) throw new StageException(ExitCodes.Usage, $"--into {document}: it has no place for the table; write {begin} and {end} where it belongs");
        return (text[..(from + begin.Length)], text[to..]);
    }

    private static string FolderOf(string document) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(document))!, Path.GetFileNameWithoutExtension(document));

    private static string PageOf(SweepManifest sweep, SweepTable table, IReadOnlyList<SweepFigures> finished)
    {
        var page = new StringBuilder();
        string title = Html.Escape(sweep.Spec.Title ?? sweep.Metadata.Name);
        page.Append(CultureInfo.InvariantCulture, $"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
            <style>{ReportStyle.Css}</style></head><body>
            <h1>{title}</h1><p class="lead">Means over the seeds, lowest and highest in brackets. Held-out episodes; CPU-seconds without evaluation.</p>
            <section><h2>Table</h2><div class="scroll"><table><tbody>

            """);
        string tag = "th";
        foreach (IReadOnlyList<string> cells in table.Compared)
        {
            page.Append("<tr>").AppendJoin("", cells.Select(cell => $"<{tag}>{Html.Escape(cell)}</{tag}>")).Append("</tr>\n");
            tag = "td";
        }

        page.Append("</tbody></table></div></section>\n<section><h2>Learning curves</h2><div class=\"charts\">\n");
        foreach ((string chart, string metric) in SweepCurves.Charts)
        {
            page.Append(CultureInfo.InvariantCulture, $"<figure><figcaption>{Html.Escape(chart)} <small>by PPO iteration</small></figcaption>\n");
            LineChart.Append(page, chart, SweepCurves.Of(finished, metric));
            page.Append("</figure>\n");
        }

        return page.Append("</div></section></body></html>\n").ToString();
    }

    private static string? CurvesOf(IReadOnlyList<SweepFigures> finished)
    {
        (string title, string metric) = SweepCurves.Charts[0];
        return SweepCurves.Of(finished, metric) is { Count: > 0 } series ? LineChart.Picture(title, series) : null;
    }
}
