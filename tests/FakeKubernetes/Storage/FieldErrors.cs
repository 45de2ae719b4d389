using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;

namespace RL4VLM.FakeKubernetes.Storage;

/// <summary>What is wrong with an object, field by field, in the API server's words.</summary>
public sealed class FieldErrors
{
    private readonly List<ApiCause> causes = [];

    public IReadOnlyList<ApiCause> Causes => causes;

    public void Required(string path, string? detail = null) => Add("FieldValueRequired", path, "Required value", detail);

    public void Invalid(string path, JsonNode? value, string detail) => Add("FieldValueInvalid", path, $"Invalid value: {Shown(value)}", detail);

    public void Forbidden(string path, string detail) => Add("FieldValueForbidden", path, "Forbidden", detail);

    public void Duplicate(string path, JsonNode? value) => Add("FieldValueDuplicate", path, $"Duplicate value: {Shown(value)}", null);

    public void NotFound(string path, JsonNode? value) => Add("FieldValueNotFound", path, $"Not found: {Shown(value)}", null);

    public void TooMany(string path, int found, int most) => Add("FieldValueTooMany", path, $"Too many: {found}", $"must have at most {most} items");

    public void TooLong(string path, int most) => Add("FieldValueTooLong", path, "Too long", $"may not be more than {most} bytes");

    public void NotSupported(string path, JsonNode? value, params string[] supported) =>
        Add("FieldValueNotSupported", path, $"Unsupported value: {Shown(value)}",
            $"supported values: {string.Join(", ", supported.Order(StringComparer.Ordinal).Select(text => $"\"{text}\""))}");

    /// <summary>In the words of another check.</summary>
    public void Add(string path, string message) => causes.Add(new ApiCause("FieldValueInvalid", path, message));

    /// <exception cref="ApiException">422 when anything was added.</exception>
    internal void Throw(KindInfo info, string name)
    {
        if (causes.Count > 0) throw ApiErrors.Invalid(info, name, this);
    }

    private void Add(string reason, string path, string what, string? detail) =>
        causes.Add(new ApiCause(reason, path, detail is null ? what : $"{what}: {detail}"));

    private static string Shown(JsonNode? value) => JsonText.Text(value);
}
