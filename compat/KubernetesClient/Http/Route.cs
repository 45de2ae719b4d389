using System.Runtime.CompilerServices;

namespace k8s;

/// <summary>The path of a request from an interpolated string whose holes are escaped, so that no name can leave its segment.</summary>
[InterpolatedStringHandler]
internal readonly ref struct Route
{
    private readonly System.Text.StringBuilder path;

    public Route(int literalLength, int formattedCount) => path = new(literalLength + 16 * formattedCount);

    public static string Of(Route route) =>
        // The core group is served at api/, and custom object calls with an empty group mean that one.
        route.path.Replace("apis//", "api/").ToString();

    public void AppendLiteral(string literal) => path.Append(literal);

    public void AppendFormatted(string segment, [CallerArgumentExpression(nameof(segment))] string name = null)
    {
        ArgumentNullException.ThrowIfNull(segment, name);
        // "." and ".." would be folded away with the segment before them.
        path.Append(segment is "." or ".." ? throw new ArgumentException($"'{segment}' is not a name", name) : Uri.EscapeDataString(segment));
    }
}
