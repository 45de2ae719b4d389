using System.Globalization;
using System.Net;

namespace RL4VLM.Cli.Report;

/// <summary>Text and numbers for a page; everything a model or manifest wrote passes through <see cref="Escape"/>.</summary>
internal static class Html
{
    public static string Escape(string? text) => WebUtility.HtmlEncode(text ?? "");

    /// <summary>97.4 %</summary>
    public static string Percent(double share) => double.IsFinite(share) ? (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %" : "–";

    /// <summary>Three significant digits: 1234, 12.3, 0.500, 0.00123, 1.23e-4.</summary>
    public static string Number(double value) => !double.IsFinite(value) ? "–"
        : value == 0 ? "0"
        : Math.Abs(value) is >= 1e5 or < 1e-3 ? value.ToString("0.00e+0", CultureInfo.InvariantCulture)
        : value.ToString(Math.Abs(value) switch { >= 100 => "0", >= 10 => "0.0", >= 1 => "0.00", >= 0.1 => "0.000", >= 0.01 => "0.0000", _ => "0.00000" }, CultureInfo.InvariantCulture);

    /// <summary>A whole number, all its digits.</summary>
    public static string Count(double value) => double.IsFinite(value) ? value.ToString("0", CultureInfo.InvariantCulture) : "–";

    /// <summary>90 s, 12 min, 3.4 h.</summary>
    public static string Duration(double seconds) => !double.IsFinite(seconds) ? "–"
        : seconds < 120 ? seconds.ToString("0.0", CultureInfo.InvariantCulture) + " s"
        : seconds < 7200 ? (seconds / 60).ToString("0.0", CultureInfo.InvariantCulture) + " min"
        : (seconds / 3600).ToString("0.0", CultureInfo.InvariantCulture) + " h";
}
