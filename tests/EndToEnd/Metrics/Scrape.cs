using System.Globalization;

namespace RL4VLM.EndToEnd.Metrics;

/// <summary>One reading of <c>/metrics</c>.</summary>
internal sealed class Scrape(string text)
{
    private readonly Dictionary<string, double> samples = text.Split('\n').Where(line => line.Length > 0 && line[0] != '#').ToDictionary(
        line => line[..line.LastIndexOf(' ')], line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    public string Text => text;

    /// <summary>By name and labels as they are written.</summary>
    public IReadOnlyDictionary<string, double> Samples => samples;

    /// <summary>Names of metrics that have a value, a histogram's without its ending.</summary>
    public IReadOnlySet<string> Names => samples.Keys.Select(Name).Select(name => name.EndsWith("_bucket", StringComparison.Ordinal) ? name[..^"_bucket".Length] : name).ToHashSet();

    /// <summary>Every label that occurs but a histogram's bounds.</summary>
    public IReadOnlySet<string> Labels => samples.Keys.Where(key => key.Contains('{')).SelectMany(key => key[(key.IndexOf('{') + 1)..^1].Split(',')).Select(label => label.Split('=')[0]).Where(label => label != "le").ToHashSet();

    /// <summary>The series of one run.</summary>
    public IReadOnlyDictionary<string, double> Of(string run) => samples.Where(sample => sample.Key.Contains($"run=\"{run}\"", StringComparison.Ordinal)).ToDictionary();

    private static string Name(string key) => key.Split('{')[0];
}
