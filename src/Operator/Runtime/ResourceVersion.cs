using System.Globalization;

namespace RL4VLM.Operator.Runtime;

/// <summary>Order of resource versions. They are decimal numbers on every API server there is, but opaque by contract: what does
/// not parse has no order, and callers then believe whatever came last.</summary>
internal static class ResourceVersion
{
    public static ulong? Parse(string? version) =>
        ulong.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : null;

    /// <returns>As <see cref="IComparable{T}.CompareTo"/>; null when there is no order.</returns>
    public static int? Compare(string? a, string? b)
    {
        if (string.Equals(a, b, StringComparison.Ordinal)) return a is null ? null : 0;
        return Parse(a) is { } left && Parse(b) is { } right ? left.CompareTo(right) : null;
    }
}
