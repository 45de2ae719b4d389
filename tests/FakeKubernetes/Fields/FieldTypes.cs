using System.Collections.Frozen;

namespace RL4VLM.FakeKubernetes.Fields;

/// <summary>The fields of built-in kinds, from <c>builtin.txt</c>.</summary>
internal static class FieldTypes
{
    private static readonly FrozenDictionary<string, FrozenDictionary<string, FieldType>> Types = Load();

    /// <summary>The fields of a kind; null for one that is not listed.</summary>
    public static FrozenDictionary<string, FieldType>? Of(string type) => Types.GetValueOrDefault(type);

    private static FrozenDictionary<string, FrozenDictionary<string, FieldType>> Load()
    {
        using Stream stream = typeof(FieldTypes).Assembly.GetManifestResourceStream("builtin-fields")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(": ", 2))
            .ToFrozenDictionary(parts => parts[0], parts => Fields(parts[1]));
    }

    private static FrozenDictionary<string, FieldType> Fields(string text) =>
        text.Split(' ').Select(field => field.Split(':')).ToFrozenDictionary(field => field[0], field => FieldType.Parse(field[1]));
}

/// <param name="Name">A scalar's name, or a type's.</param>
/// <param name="IsList">Whether it is a list of those.</param>
internal sealed record FieldType(string Name, bool IsList)
{
    public static FieldType Parse(string text) => text.StartsWith("[]", StringComparison.Ordinal) ? new(text[2..], true) : new(text, false);
}
