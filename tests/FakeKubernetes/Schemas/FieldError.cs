using System.Text.Json.Nodes;

namespace RL4VLM.FakeKubernetes.Schemas;

internal enum FieldErrorKind { Invalid, TypeInvalid, Required, NotSupported, Duplicate, TooLong, TooMany, Forbidden }

/// <summary>One thing that is wrong, in the words of the API server (apimachinery's field.Error).</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Path">Field; empty for the object as a whole.</param>
/// <param name="Value">The value as the message shows it; null where it shows none.</param>
/// <param name="Detail">What is allowed.</param>
internal sealed record FieldError(FieldErrorKind Kind, string Path, string? Value, string Detail)
{
    /// <summary>Rules are not evaluated when one of these was found.</summary>
    public bool BlocksRules => Kind is FieldErrorKind.NotSupported or FieldErrorKind.Required or FieldErrorKind.TooLong or FieldErrorKind.TooMany or FieldErrorKind.TypeInvalid;

    private string Field => Path.Length == 0 ? "<nil>" : Path;

    private string Body
    {
        get
        {
            string kind = Kind switch
            {
                FieldErrorKind.Required => "Required value",
                FieldErrorKind.NotSupported => "Unsupported value",
                FieldErrorKind.Duplicate => "Duplicate value",
                FieldErrorKind.TooLong => "Too long",
                FieldErrorKind.TooMany => "Too many",
                FieldErrorKind.Forbidden => "Forbidden",
                _ => "Invalid value",
            };
            return $"{kind}{(Value is null ? "" : $": {Value}")}{(Detail.Length == 0 ? "" : $": {Detail}")}";
        }
    }

    public Storage.ApiCause ToCause() => new($"FieldValue{Kind}", Field, Body);

    public override string ToString() => $"{Field}: {Body}";

    /// <summary>A value as messages show it.</summary>
    public static string Show(JsonNode? value) => JsonNumbers.Of(value) is { } number ? number.ToString() : value is null ? "null" : Quote(value);

    public static string Quote(string text) => System.Text.Json.JsonSerializer.Serialize(text, Relaxed);

    private static readonly System.Text.Json.JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Quote(JsonNode value) => value.ToJsonString(Relaxed);
}
