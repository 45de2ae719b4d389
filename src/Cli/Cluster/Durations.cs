using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;

namespace RL4VLM.Cli.Cluster;

/// <summary>Durations as kubectl takes them: <c>90s</c>, <c>1h30m</c>.</summary>
internal static partial class Durations
{
    public static TimeSpan Parse(ArgumentResult result)
    {
        string text = result.Tokens.Single().Value;
        if (TryParse(text) is { } duration) return duration;
        result.AddError($"'{text}' is no duration: give one such as 90s, 5m or 1h30m, up to 24h");
        return default;
    }

    public static TimeSpan? TryParse(string text)
    {
        Match match = Pattern().Match(text);
        if (!match.Success || text.Length == 0) return null;
        double seconds = (Number(match, "h") * 3600) + (Number(match, "m") * 60) + Number(match, "s");
        return seconds is > 0 and <= 86400 ? TimeSpan.FromSeconds(seconds) : null;
    }

    public static string Text(TimeSpan duration) => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.###} s");

    private static double Number(Match match, string group) =>
        match.Groups[group].Success ? double.Parse(match.Groups[group].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^((?<h>\d{1,6}(\.\d+)?)h)?((?<m>\d{1,6}(\.\d+)?)m)?((?<s>\d{1,6}(\.\d+)?)s)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
