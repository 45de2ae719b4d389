using System.Globalization;
using RL4VLM.Core.Telemetry;

namespace RL4VLM.Operator.Runtime.Metrics;

/// <summary>Labels as they stand between the braces, in memory that is used again: a scrape asks for those of every series. Not thread-safe.</summary>
internal sealed class LabelText
{
    private const string Other = "other";
    private const int MaximumValueLength = 64;

    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);
    private char[] text = new char[256];
    private int length;

    /// <returns>Valid until the next call.</returns>
    public ReadOnlySpan<char> Of(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        length = 0;
        foreach ((string key, object? value) in tags) Add(key, value as string ?? Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
        return text.AsSpan(0, length);
    }

    /// <summary>Of the series that stands for all there is no room for.</summary>
    /// <returns>Valid until the next call.</returns>
    public ReadOnlySpan<char> OfOthers(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        length = 0;
        foreach ((string key, _) in tags) Add(key, Other);
        return text.AsSpan(0, length);
    }

    private void Add(string key, string value)
    {
        if (length > 0) Append(",");
        if (!names.TryGetValue(key, out string? name)) names[key] = name = PrometheusName.Label(key);
        Append(name);
        Append("=\"");
        ReadOnlySpan<char> shown = value.Length > MaximumValueLength ? value.AsSpan(0, MaximumValueLength) : value;
        Append(shown.IndexOfAny('\\', '\n', '"') < 0 ? shown : PrometheusText.Escape(shown.ToString()));
        Append("\"");
    }

    private void Append(ReadOnlySpan<char> part)
    {
        if (length + part.Length > text.Length) Array.Resize(ref text, Math.Max(text.Length * 2, length + part.Length));
        part.CopyTo(text.AsSpan(length));
        length += part.Length;
    }
}
