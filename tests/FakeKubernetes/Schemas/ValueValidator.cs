using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace RL4VLM.FakeKubernetes.Schemas;

/// <summary>The OpenAPI part of validation (k8s.io/kube-openapi/pkg/validation). What did not change since the old object is not reported again.</summary>
internal sealed partial class ValueValidator
{
    private List<FieldError> _errors = [];

    public static List<FieldError> Validate(JsonNode? value, JsonNode? old, SchemaNode schema, string path = "")
    {
        var validator = new ValueValidator();
        validator.Value(value, old, schema, path);
        return validator._errors;
    }

    private void Value(JsonNode? value, JsonNode? old, SchemaNode schema, string path)
    {
        // What did not change is not reported again; for what is most of an object that is known before looking into it.
        if (value is JsonObject && old is not null && JsonNode.DeepEquals(value, old)) return;
        List<FieldError> before = _errors;
        _errors = [];
        Check(value, old, schema, path);
        bool unchanged = _errors.Count > 0 && old is not null && JsonNode.DeepEquals(value, old);
        if (!unchanged) before.AddRange(_errors);
        _errors = before;
    }

    private void Check(JsonNode? value, JsonNode? old, SchemaNode schema, string path)
    {
        if (value is null && schema.Nullable) return;
        JsonNumber? number = JsonNumbers.Of(value);
        string type = TypeOf(value, number);
        if (!Fits(type, number, schema))
        {
            string wanted = schema.IsIntegerOrText ? "integer,string" : schema.Type;
            Add(FieldErrorKind.TypeInvalid, path, FieldError.Quote(type), $"{path} in body must be of type {wanted}: \"{type}\"");
        }

        switch (value)
        {
            case JsonArray list: List(list, old as JsonArray, schema, path); break;
            case JsonObject mapping: Mapping(mapping, old as JsonObject, schema, path); break;
            case not null when type == "string": Text((string)value!, schema, path); break;
            case not null when number is { } found: Number(found, schema, path); break;
        }

        if (schema.Enum.Count > 0 && !schema.Enum.Any(allowed => JsonNode.DeepEquals(allowed, value)))
        {
            Add(FieldErrorKind.NotSupported, path, FieldError.Show(value), $"supported values: {string.Join(", ", schema.Enum.Select(FieldError.Show))}");
        }
    }

    private static bool Fits(string type, JsonNumber? number, SchemaNode schema)
    {
        if (schema.IsIntegerOrText) return type == "string" || number?.IsIntegral == true;
        return schema.Type.Length == 0 || schema.Type == type || (number is { } found && (schema.Type == "number" || (schema.Type == "integer" && found.IsIntegral)));
    }

    private static string TypeOf(JsonNode? value, JsonNumber? number) => value switch
    {
        null => "null",
        _ when number is { } found => found.Whole is null ? "number" : "integer",
        JsonObject => "object",
        JsonArray => "array",
        _ => value.GetValueKind() == JsonValueKind.String ? "string" : "boolean",
    };

    private void Text(string text, SchemaNode schema, string path)
    {
        int length = text.EnumerateRunes().Count();
        // Only the first of these is reported.
        if (length > schema.MaximumLength) Add(FieldErrorKind.TooLong, path, null, $"may not be more than {schema.MaximumLength} bytes");
        else if (length < schema.MinimumLength) Add(FieldErrorKind.Invalid, path, FieldError.Quote(text), $"{path} in body should be at least {schema.MinimumLength} chars long");
        else if (schema.Pattern.Length > 0 && !Patterns.IsMatch(schema.Pattern, text)) Add(FieldErrorKind.Invalid, path, FieldError.Quote(text), $"{path} in body should match '{schema.Pattern}'");

        if (schema.Format == "date-time" && !Time().IsMatch(text)) Add(FieldErrorKind.TypeInvalid, path, FieldError.Quote(text), $"{path} in body must be of type date-time: {FieldError.Quote(text)}");
    }

    private void Number(JsonNumber number, SchemaNode schema, string path)
    {
        if (schema.Type == "integer" && schema.Format == "int32" && number.Real is < int.MinValue or > int.MaxValue)
        {
            // The API server loses the path of this one.
            Add(FieldErrorKind.Invalid, "", "\"\"", $"Checked value must be of type integer with format int32 in {path}");
        }

        if (schema.Minimum is { } minimum && (schema.ExclusiveMinimum ? number.Real <= minimum : number.Real < minimum))
        {
            Add(FieldErrorKind.Invalid, path, number.ToString(), $"{path} in body should be greater than{(schema.ExclusiveMinimum ? "" : " or equal to")} {JsonNumbers.Write(minimum)}");
        }

        if (schema.Maximum is { } maximum && (schema.ExclusiveMaximum ? number.Real >= maximum : number.Real > maximum))
        {
            Add(FieldErrorKind.Invalid, path, number.ToString(), $"{path} in body should be less than{(schema.ExclusiveMaximum ? "" : " or equal to")} {JsonNumbers.Write(maximum)}");
        }
    }

    private void List(JsonArray list, JsonArray? old, SchemaNode schema, string path)
    {
        for (int i = 0; schema.Items is { } items && i < list.Count; i++) Value(list[i], schema.OldItem(old, list[i]), items, $"{path}[{i.ToString(CultureInfo.InvariantCulture)}]");
        if (list.Count < schema.MinimumItems) Add(FieldErrorKind.Invalid, path, list.Count.ToString(CultureInfo.InvariantCulture), $"{path} in body should have at least {schema.MinimumItems} items");
        if (list.Count > schema.MaximumItems) Add(FieldErrorKind.TooMany, path, list.Count.ToString(CultureInfo.InvariantCulture), $"must have at most {schema.MaximumItems} items");
    }

    private void Mapping(JsonObject mapping, JsonObject? old, SchemaNode schema, string path)
    {
        string prefix = path.Length == 0 ? "" : $"{path}.";
        if (mapping.Count < schema.MinimumProperties) Add(FieldErrorKind.Invalid, path, mapping.Count.ToString(CultureInfo.InvariantCulture), $"{path} in body should have at least {schema.MinimumProperties} properties");
        if (mapping.Count > schema.MaximumProperties) Add(FieldErrorKind.TooMany, path, mapping.Count.ToString(CultureInfo.InvariantCulture), $"must have at most {schema.MaximumProperties} items");
        foreach ((string name, JsonNode? value) in mapping)
        {
            SchemaNode? field = schema.Properties.GetValueOrDefault(name) ?? schema.Values;
            if (field is not null) Value(value, old?[name], field, prefix + name);
        }

        foreach (string name in schema.Required.Where(name => !mapping.ContainsKey(name))) Add(FieldErrorKind.Required, prefix + name, null, "");
    }

    private void Add(FieldErrorKind kind, string path, string? value, string detail) => _errors.Add(new FieldError(kind, path, value, detail));

    [GeneratedRegex(@"^[0-9]{4}-(0[1-9]|1[012])-(0[1-9]|[12][0-9]|3[01])[Tt ]([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)([.][0-9]+)?([zZ]|[-+]([01][0-9]|2[0-3]):?[0-5][0-9])\z")]
    private static partial Regex Time();
}
