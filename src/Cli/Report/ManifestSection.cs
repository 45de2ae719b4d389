using System.Globalization;
using System.Text;

namespace RL4VLM.Cli.Report;

/// <summary>The settled manifest, so that the report says what was run.</summary>
internal static class ManifestSection
{
    public static void Append(StringBuilder page, ReportData data)
    {
        if (data.Manifest.Length > 0)
            page.Append(CultureInfo.InvariantCulture, $"<section><h2>Manifest</h2>\n<details><summary>as settled when the run started, defaults included</summary>\n<pre class=\"manifest\">{Html.Escape(data.Manifest)}</pre></details></section>\n");
    }
}
