using System.Globalization;
using System.Text;

namespace RL4VLM.Cli.Report;

/// <summary>One curve of a chart.</summary>
/// <param name="Name">Legend.</param>
/// <param name="Points">(x, y), x ascending; non-finite points are left out.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<(double X, double Y)> Points);

/// <summary>A line chart as inline SVG: scales with the page, readable in both colour schemes, every point has a tooltip.</summary>
public static class LineChart
{
    private const double Width = 480, Height = 220, Left = 62, Right = 12, Top = 12, Bottom = 30;

    /// <summary>Told apart by colour: the style's <c>s0</c> to <c>s7</c>.</summary>
    private const int Colours = 8;

    private const string PictureStyle = "text{font-family:system-ui,sans-serif;font-size:13px;fill:#5f6b7a}.name{fill:#1c2127}.grid{stroke:#d8dee4}polyline{fill:none;stroke:currentColor;stroke-width:2}circle{fill:currentColor}"
        + ".s0{color:#1668c7}.s1{color:#c2410c}.s2{color:#15803d}.s3{color:#7c3aed}.s4{color:#be185d}.s5{color:#0f766e}.s6{color:#a16207}.s7{color:#475569}";

    /// <summary>Draws the series.</summary>
    /// <param name="page">Receives the SVG.</param>
    /// <param name="title">Accessible name.</param>
    /// <param name="series">Curves; those without points are skipped.</param>
    /// <param name="reference">A dashed horizontal line (a ceiling, a limit), or null.</param>
    public static void Append(StringBuilder page, string title, IReadOnlyList<ChartSeries> series, double? reference = null)
    {
        var drawn = series.Select(s => s with { Points = [.. s.Points.Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y))] }).Where(s => s.Points.Count > 0).ToArray();
        if (drawn.Length == 0)
            return;
        if (reference is { } given && !double.IsFinite(given))
            reference = null;
        var xs = drawn.SelectMany(s => s.Points.Select(p => p.X)).ToArray();
        var ys = drawn.SelectMany(s => s.Points.Select(p => p.Y)).Concat(reference is { } r ? [r] : []).ToArray();
        var x = new Axis(xs.Min(), Math.Max(xs.Max(), xs.Min() + 1), Left, Width - Right);
        double low = ys.Min(), high = ys.Max();
        // A constant but for rounding is drawn as one: ticks a few ulps apart would never get past each other.
        double pad = high - low > 1e-9 * Math.Max(Math.Abs(low), Math.Abs(high)) ? (high - low) * 0.06 : Math.Max(Math.Abs(high) * 0.1, 1e-6);
        var y = new Axis(low - pad, high + pad, Height - Bottom, Top);
        page.Append(CultureInfo.InvariantCulture, $"<svg class=\"chart\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Html.Escape(title)}\">\n");
        double step = y.Step(4);
        foreach (double tick in y.Ticks(step))
        {
            page.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y.At(tick):0.0}\" y2=\"{y.At(tick):0.0}\"/>");
            page.Append(CultureInfo.InvariantCulture, $"<text class=\"tick\" x=\"{Left - 6}\" y=\"{y.At(tick) + 4:0.0}\" text-anchor=\"end\">{y.Label(tick, step)}</text>\n");
        }

        foreach (double tick in x.Ticks(x.Step(6)).Where(t => t == Math.Floor(t)))
            page.Append(CultureInfo.InvariantCulture, $"<text class=\"tick\" x=\"{x.At(tick):0.0}\" y=\"{Height - 10}\" text-anchor=\"middle\">{tick:0}</text>\n");
        if (reference is { } line)
            page.Append(CultureInfo.InvariantCulture, $"<line class=\"reference\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y.At(line):0.0}\" y2=\"{y.At(line):0.0}\"/>\n");
        for (int i = 0; i < drawn.Length; i++)
            AppendSeries(page, drawn[i], i, x, y);
        page.Append("</svg>\n");
        if (drawn.Length > 1)
            page.Append("<p class=\"legend\">").AppendJoin(" ", drawn.Select((s, i) => $"<span class=\"s{i % Colours}\">{Html.Escape(s.Name)}</span>")).Append("</p>\n");
    }

    /// <summary>The same as a file of its own, with its colours and legend, for a page that has no style sheet.</summary>
    public static string Picture(string title, IReadOnlyList<ChartSeries> series)
    {
        var chart = new StringBuilder();
        Append(chart, title, series);
        string inner = chart.ToString();
        int body = inner.IndexOf('\n') + 1, end = inner.IndexOf("</svg>", StringComparison.Ordinal);
        var picture = new StringBuilder();
        double height = Height + 8 + (18 * series.Count);
        picture.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" width=\"{Width * 1.5}\" role=\"img\" aria-label=\"{Html.Escape(title)}\">\n<style>{PictureStyle}</style>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        picture.Append(inner, body, end - body);
        for (int i = 0; i < series.Count; i++)
            picture.Append(CultureInfo.InvariantCulture, $"<g class=\"s{i % Colours}\"><rect x=\"{Left}\" y=\"{Height + 4 + (18 * i)}\" width=\"12\" height=\"4\" fill=\"currentColor\"/><text class=\"name\" x=\"{Left + 18}\" y=\"{Height + 10 + (18 * i)}\">{Html.Escape(series[i].Name)}</text></g>\n");
        return picture.Append("</svg>\n").ToString();
    }

    private static void AppendSeries(StringBuilder page, ChartSeries series, int index, Axis x, Axis y)
    {
        page.Append(CultureInfo.InvariantCulture, $"<g class=\"s{index % Colours}\"><polyline points=\"");
        page.AppendJoin(' ', series.Points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{x.At(p.X):0.0},{y.At(p.Y):0.0}")));
        page.Append("\"/>");
        foreach (var (px, py) in series.Points)
            page.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{x.At(px):0.0}\" cy=\"{y.At(py):0.0}\" r=\"2.5\"><title>{px:0}: {Html.Number(py)}</title></circle>");
        page.Append("</g>\n");
    }

    /// <summary>Maps values to pixels.</summary>
    private readonly record struct Axis(double Low, double High, double From, double To)
    {
        public double At(double value) => From + ((value - Low) / (High - Low) * (To - From));

        /// <summary>1, 2 or 5 times a power of ten that divides the range into about as many parts as wanted.</summary>
        public double Step(int wanted)
        {
            double raw = (High - Low) / wanted, power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
            return power * ((raw / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 });
        }

        /// <summary>A tick with the digits that tell it from its neighbours: 0.0232 between 0.0230 and 0.0234.</summary>
        public string Label(double tick, double step)
        {
            // The logarithm of 0.001 is -3 but for rounding.
            int place = (int)Math.Floor(Math.Log10(step) + 1e-9);
            if (tick == 0)
                return "0";
            if (place >= -5 && Math.Max(Math.Abs(Low), Math.Abs(High)) < 1e6)
                return tick.ToString("F" + Math.Max(0, -place).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            int digits = Math.Max(0, (int)Math.Floor(Math.Log10(Math.Abs(tick)) + 1e-9) - place);
            return tick.ToString((digits > 0 ? "0." + new string('0', digits) : "0") + "e+0", CultureInfo.InvariantCulture);
        }

        /// <summary>Multiples of the step inside the range.</summary>
        public IEnumerable<double> Ticks(double step)
        {
            for (double index = Math.Ceiling(Low / step); index * step <= High + (step * 1e-9); index++)
                yield return (index * step) + 0.0;
        }
    }
}
