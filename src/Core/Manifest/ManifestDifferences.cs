using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using RL4VLM.Core.Manifest.Reading;
using RL4VLM.Core.Manifest.Schema;

namespace RL4VLM.Core.Manifest;

/// <summary>A field that differs between the manifest a run was started with and the one given now.</summary>
/// <param name="Path">For example <c>spec.ppo.gamma</c>.</param>
/// <param name="Stored">The run's value as JSON, or <c>nothing</c>.</param>
/// <param name="Now">The given value as JSON, or <c>nothing</c>.</param>
public sealed record ManifestDifference(string Path, string Stored, string Now)
{
    public override string ToString() => $"{Path}: the run has {Stored}, the manifest says {Now}";
}

/// <summary>
/// Compares what two manifests say a run is (design section 3). Left out: fields that may change after the start, a larger
/// <c>ppo.iterations</c>, and where the artifacts lie (storage and namespace), which <c>--directory</c> replaces.
/// </summary>
public static class ManifestDifferences
{
    private const int ShownLength = 120;

    private static readonly string[] Locations = ["spec.storage", "metadata.namespace"];

    /// <returns>Fixed fields that differ, in the order of the manifest; empty when the run may go on with <paramref name="now"/>.</returns>
    public static IReadOnlyList<ManifestDifference> FixedFields(RunManifest stored, RunManifest now)
    {
        var differences = new List<ManifestDifference>();
        Compare(stored, now, ManifestSchema.Root, "", differences);
        return differences;
    }

    private static void Compare(object? stored, object? now, FieldShape shape, string path, List<ManifestDifference> differences)
    {
        if (stored is null && now is null) return;
        if (stored is not null && now is not null)
        {
            switch (shape)
            {
                case ObjectShape record:
                    Fields(stored, now, record, path, differences);
                    return;
                case ListShape list when ((ICollection)stored).Count == ((ICollection)now).Count:
                    Items((IEnumerable)stored, (IEnumerable)now, list, path, differences);
                    return;
            }
        }

        string before = Json(stored, shape), after = Json(now, shape);
        if (before != after) differences.Add(new ManifestDifference(path, Short(before), Short(after)));
    }

    private static void Fields(object stored, object now, ObjectShape record, string path, List<ManifestDifference> differences)
    {
        foreach (ManifestField field in record.Fields)
        {
            string at = FieldPath.Join(path, field.Name);
            object? before = field.Get(stored), after = field.Get(now);
            bool grown = field.Growing && Convert.ToInt64(after, CultureInfo.InvariantCulture) >= Convert.ToInt64(before, CultureInfo.InvariantCulture);
            if (!field.Mutable && !grown && !Locations.Contains(at)) Compare(before, after, field.Shape, at, differences);
        }
    }

    private static void Items(IEnumerable stored, IEnumerable now, ListShape list, string path, List<ManifestDifference> differences)
    {
        if (list.Unique && stored.Cast<object>().ToHashSet().SetEquals(now.Cast<object>())) return;
        int index = 0;
        foreach ((object? before, object? after) in stored.Cast<object?>().Zip(now.Cast<object?>()))
        {
            Compare(before, after, list.Item, FieldPath.Item(path, index++), differences);
        }
    }

    private static string Json(object? value, FieldShape shape)
    {
        if (value is null) return "nothing";
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer)) ManifestJson.Write(writer, value, shape);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Short(string text) => text.Length <= ShownLength ? text : text[..(ShownLength - 1)] + "…";
}
