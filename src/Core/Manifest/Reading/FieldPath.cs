using System.Globalization;

namespace RL4VLM.Core.Manifest.Reading;

/// <summary>Paths as messages show them: <c>spec.tasks[0].name</c>, <c>metadata.labels[example.com/team]</c>.</summary>
internal static class FieldPath
{
    public static string Join(string path, string name)
    {
        string shown = ScalarNode.Printable(name);
        if (shown.Length > 0 && shown.All(character => char.IsLetterOrDigit(character) || character is '_' or '-')) return path.Length == 0 ? shown : $"{path}.{shown}";
        return $"{path}[{shown}]";
    }

    public static string Item(string path, int index) => $"{path}[{index.ToString(CultureInfo.InvariantCulture)}]";

    /// <summary>Whether <paramref name="path"/> is <paramref name="ancestor"/> or lies below it.</summary>
    public static bool IsWithin(string path, string ancestor) =>
        path.StartsWith(ancestor, StringComparison.Ordinal) && (path.Length == ancestor.Length || path[ancestor.Length] is '.' or '[');
}
