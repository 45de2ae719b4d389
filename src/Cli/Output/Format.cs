using System.Globalization;

namespace RL4VLM.Cli.Output;

/// <summary>Figures as people read them, independent of the machine's culture.</summary>
public static class Format
{
    public const string Missing = "–";

    public static string Percent(double? share) => share is { } value && double.IsFinite(value)
        ? string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.0} %")
        : Missing;

    public static string Interval(double? low, double? high) => low is { } from && high is { } to
        ? string.Create(CultureInfo.InvariantCulture, $"{from * 100:0.0}–{to * 100:0.0}")
        : Missing;

    public static string Number(double? number, string format = "0.000") => number is { } value && double.IsFinite(value)
        ? value.ToString(format, CultureInfo.InvariantCulture)
        : Missing;

    public static string Count(double? number) => Number(number, "#,0");

    public static string Duration(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}h{time.Minutes:00}m")
        : time.TotalMinutes >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}m{time.Seconds:00}s")
            : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0}s");

    public static string Bytes(long bytes) => bytes switch
    {
        >= 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.00} GiB"),
        >= 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0.0} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes:#,0} bytes"),
    };
}
