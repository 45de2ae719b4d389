namespace RL4VLM.Core.Manifest;

/// <summary>One row of a sweep's table: a manifest with overrides, run with some seeds.</summary>
/// <param name="Name">Tells it from the sweep's other rows.</param>
/// <param name="Manifest">File, relative to the sweep's.</param>
/// <param name="Overrides">As <c>--set</c> takes them, in order.</param>
/// <param name="Seeds">At least one.</param>
/// <param name="Comparison">What the row compares; null where nobody said.</param>
public sealed record SweepRow(string Name, string Manifest, IReadOnlyList<string> Overrides, IReadOnlyList<int> Seeds, string? Comparison)
{
    /// <summary>The rows of a sweep: its named rows (or one without a name), each with every combination of the grid, the last field varying fastest.</summary>
    public static IReadOnlyList<SweepRow> Of(SweepManifest sweep)
    {
        SweepSpec spec = sweep.Spec;
        SweepRowSpec[] named = spec.Rows.Count > 0 ? [.. spec.Rows] : [new SweepRowSpec()];
        return [.. named.SelectMany(row => Combinations(spec.Grid).Select(set => new SweepRow(
            NameOf(row, set), row.Manifest ?? spec.Manifest, [.. row.Set, .. set.Select(pair => $"{pair.Field}={pair.Value}")], row.Seeds ?? spec.Seeds, row.Comparison)))];
    }

    private static IEnumerable<(string Field, string Value)[]> Combinations(IReadOnlyList<SweepAxis> grid)
    {
        IEnumerable<(string, string)[]> combinations = [[]];
        foreach (SweepAxis axis in grid) combinations = combinations.SelectMany(so => axis.Values.Select(value => ((string, string)[])[.. so, (axis.Field, value)]));
        return combinations;
    }

    private static string NameOf(SweepRowSpec row, (string Field, string Value)[] set)
    {
        IEnumerable<string> parts = set.Select(pair => $"{pair.Field[(pair.Field.LastIndexOf('.') + 1)..]}={pair.Value}");
        string name = string.Join(' ', row.Name.Length > 0 ? parts.Prepend(row.Name) : parts);
        return name.Length > 0 ? name : "base";
    }
}
