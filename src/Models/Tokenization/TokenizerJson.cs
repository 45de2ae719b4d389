using System.Text.Json;
using RL4VLM.Core.Stages;
using RL4VLM.Models.Weights;

namespace RL4VLM.Models.Tokenization;

/// <summary>Typed access to tokenizer.json; every error names the file and the field's path.</summary>
internal readonly record struct TokenizerJson(JsonElement Element, string Path, string File)
{
    public bool IsNull => Element.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined;

    public TokenizerJson this[string field] =>
        new(Element.ValueKind == JsonValueKind.Object && Element.TryGetProperty(field, out JsonElement value) ? value : default, Path.Length == 0 ? field : $"{Path}.{field}", File);

    /// <summary>Reads a whole file, which must hold an object.</summary>
    public static T Read<T>(byte[] json, string file, Func<TokenizerJson, T> read) => StrictJson.Read(json, file, root =>
        root.ValueKind == JsonValueKind.Object ? read(new TokenizerJson(root, "", file)) : throw StageException.Corrupt(file, "expected a JSON object"));

    public StageException Wrong(string expected) => StageException.Corrupt(File, $"{Path} must be {expected}");

    /// <summary>A file that is well-formed but of a kind that is not read here.</summary>
    public StageException Unsupported(string what) => new(ExitCodes.BadManifest, $"{File}: {Path}: {what} is not supported");

    public string Text() => Element.ValueKind == JsonValueKind.String ? Element.GetString()! : throw Wrong("a string");

    public string? OptionalText() => IsNull ? null : Text();

    public bool Flag(bool otherwise) => Element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ when IsNull => otherwise,
        _ => throw Wrong("true or false"),
    };

    public int Integer() => Element.ValueKind == JsonValueKind.Number && Element.TryGetInt32(out int value) && value >= 0 ? value : throw Wrong("a whole number of at least 0");

    public IEnumerable<TokenizerJson> Items()
    {
        if (IsNull) yield break;
        if (Element.ValueKind != JsonValueKind.Array) throw Wrong("a list");
        int index = 0;
        foreach (JsonElement item in Element.EnumerateArray()) yield return new TokenizerJson(item, $"{Path}[{index++}]", File);
    }

    public TokenizerJson Object() => Element.ValueKind == JsonValueKind.Object ? this : throw Wrong("an object");
}
