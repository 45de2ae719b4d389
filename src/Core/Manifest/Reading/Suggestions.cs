using RL4VLM.Core.Manifest.Schema;

namespace RL4VLM.Core.Manifest.Reading;

/// <summary>"Did you mean …?"</summary>
internal static class Suggestions
{
    private const int LongestName = 64;

    /// <summary>How to put right a field name that <paramref name="shape"/> lacks; elsewhere in <paramref name="root"/> it may be at home.</summary>
    public static string ForField(string name, ObjectShape shape, string path, ObjectShape root)
    {
        string[] here = [.. shape.Fields.Select(field => field.Name)];
        if (Nearest(name, here) is { } near) return $"did you mean {FieldPath.Join(path, near)}?";
        string[] elsewhere = name.Length > LongestName ? [] : [.. Paths(root, "").Where(other => other.EndsWith($".{name}", StringComparison.OrdinalIgnoreCase)).Take(3)];
        return elsewhere.Length is 1 or 2 ? $"did you mean {string.Join(" or ", elsewhere)}?" : $"allowed here: {string.Join(", ", here)}";
    }

    /// <summary>A value's nearest allowed one, ready to follow the list of those.</summary>
    public static string ForValue(string value, IReadOnlyList<string> allowed) =>
        allowed.Count > 1 && Nearest(value, allowed) is { } near ? $" (did you mean {near}?)" : "";

    /// <summary>The candidate that differs in case only, or in at most a third of its letters; null when none does.</summary>
    public static string? Nearest(string name, IEnumerable<string> candidates)
    {
        if (name.Length is 0 or > LongestName) return null;
        string lower = name.ToLowerInvariant();
        (string Candidate, int Distance)? best = null;
        foreach (string candidate in candidates)
        {
            int distance = Distance(lower, candidate.ToLowerInvariant());
            if (distance <= Math.Max(1, candidate.Length / 3) && (best is null || distance < best.Value.Distance)) best = (candidate, distance);
        }

        return best?.Candidate;
    }

    private static IEnumerable<string> Paths(FieldShape shape, string path)
    {
        if (shape is ListShape list) return Paths(list.Item, $"{path}[]");
        if (shape is not ObjectShape record) return [];
        return record.Fields.SelectMany(field => Paths(field.Shape, FieldPath.Join(path, field.Name)).Prepend(FieldPath.Join(path, field.Name)));
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) table[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) table[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = a[i - 1] == b[j - 1] ? 0 : 1;
                table[i, j] = Math.Min(Math.Min(table[i - 1, j], table[i, j - 1]) + 1, table[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
            }
        }

        return table[a.Length, b.Length];
    }
}
