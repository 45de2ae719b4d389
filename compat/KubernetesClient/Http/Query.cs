using System.Globalization;
using System.Text;

namespace k8s;

/// <summary>A query parameter's value; null leaves the parameter out.</summary>
internal readonly record struct QueryValue(string Text)
{
    public static implicit operator QueryValue(string value) => new(value);

    public static implicit operator QueryValue(bool? value) => new(value switch { true => "true", false => "false", null => null });

    public static implicit operator QueryValue(int? value) => new(value?.ToString(CultureInfo.InvariantCulture));
}

internal static class Query
{
    /// <summary>"?a=1&amp;b=2", or an empty string when every value is null.</summary>
    public static string Of(params ReadOnlySpan<(string Name, QueryValue Value)> parameters)
    {
        StringBuilder query = null;
        foreach (var (name, value) in parameters)
        {
            if (value.Text is null) continue;
            query = query is null ? new StringBuilder("?") : query.Append('&');
            query.Append(name).Append('=').Append(Uri.EscapeDataString(value.Text));
        }
        return query?.ToString() ?? "";
    }
}
