using System.Text.Json;
using RL4VLM.Core.Stages;

namespace RL4VLM.Models.Weights;

/// <summary>Typed access to a config.json; errors name the file and the field.</summary>
internal readonly record struct ConfigJson(JsonElement Element, string Path, string File)
{
    public bool IsNull => Element.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined;

    public ConfigJson this[string field] => new(
        Element.ValueKind == JsonValueKind.Object && Element.TryGetProperty(field, out JsonElement value) ? value : default, Path.Length == 0 ? field : $"{Path}.{field}", File);

    /// <summary>The field is there, be it null.</summary>
    public bool Has(string field) => Element.ValueKind == JsonValueKind.Object && Element.TryGetProperty(field, out _);

    public StageException Wrong(string expected) => StageException.Corrupt(File, $"{(Path.Length == 0 ? "the document" : Path)} must be {expected}");

    public StageException Unsupported(string what) => new(ExitCodes.BadManifest, $"{File}: {Path}: {what}");

    public ConfigJson ObjectOrAbsent() => IsNull || Element.ValueKind == JsonValueKind.Object ? this : throw Wrong("an object");

    public int? Size() => IsNull ? null
        : Element.ValueKind == JsonValueKind.Number && Element.TryGetInt32(out int value) && value >= 1 ? value : throw Wrong("a whole number of at least 1");

    public int? Integer() => IsNull ? null : Element.ValueKind == JsonValueKind.Number && Element.TryGetInt32(out int value) ? value : throw Wrong("a whole number");

    public double? Number() => IsNull ? null
        : Element.ValueKind == JsonValueKind.Number && Element.TryGetDouble(out double value) && double.IsFinite(value) && value > 0 ? value : throw Wrong("a number above 0");

    public bool? Flag() => Element.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ when IsNull => null, _ => throw Wrong("true or false") };

    public string? Text() => IsNull ? null : Element.ValueKind == JsonValueKind.String ? Element.GetString() : throw Wrong("a string");

    /// <summary>A string out of a list.</summary>
    public string? Text(params string[] allowed) => Text() is not { } text ? null
        : allowed.Contains(text, StringComparer.Ordinal) ? text : throw Unsupported($"'{text}' is not supported; {string.Join(" or ", allowed)} is");
}
