using System.Collections;
using System.Globalization;
using System.Text.Json.Nodes;
using RL4VLM.Core.Manifest.Reading;
using RL4VLM.Core.Manifest.Schema;

namespace RL4VLM.Core.Manifest.Generated;

/// <summary>Shapes as a schema.</summary>
internal sealed class SchemaWriter(SchemaDialect dialect)
{
    private bool IsEditor => dialect == SchemaDialect.Editor;

    public JsonObject Write(FieldShape shape, string? description = null)
    {
        var schema = new JsonObject();
        if (description is not null) schema["description"] = description;
        switch (shape)
        {
            case ObjectShape record: Record(schema, record); break;
            case ListShape list: List(schema, list); break;
            case MapShape map:
                schema["type"] = "object";
                schema["maxProperties"] = map.Maximum;
                schema["additionalProperties"] = Write(map.Value);
                if (IsEditor) schema["propertyNames"] = new JsonObject { ["pattern"] = Patterns.QualifiedName, ["maxLength"] = MapKeys.MaximumLength };
                else schema["x-kubernetes-validations"] = new JsonArray(Rule(MapKeys.Cel, MapKeys.Message, ""));
                break;
            case NumberShape number: Number(schema, number); break;
            case BooleanShape: schema["type"] = "boolean"; break;
            case TimeShape:
                schema["type"] = "string";
                schema["format"] = "date-time";
                break;
            case ChoiceShape choice:
                schema["type"] = "string";
                schema["enum"] = new JsonArray([.. choice.Names.Select(name => JsonValue.Create(name))]);
                break;
            case QuantityShape: Quantity(schema); break;
            case TextShape text: Text(schema, text); break;
            default: throw new ArgumentOutOfRangeException(nameof(shape));
        }

        return schema;
    }

    /// <summary>A field's default; null when it has none.</summary>
    public static JsonNode? Default(ManifestField field) => field.Default is { } value ? Value(value, field.Shape) : null;

    private static JsonNode Value(object value, FieldShape shape) => shape switch
    {
        ObjectShape record => Record(record),
        ListShape list => new JsonArray([.. ((IEnumerable)value).Cast<object>().Select(item => Value(item, list.Item))]),
        BooleanShape => JsonValue.Create((bool)value),
        NumberShape { IsWhole: true } => JsonValue.Create(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        NumberShape => JsonValue.Create((double)value),
        ChoiceShape choice => JsonValue.Create(ManifestBinder.NameOf(choice, value)),
        _ => JsonValue.Create((string)value),
    };

    /// <summary>Empty, since the fields' own defaults fill it; but the API server evaluates a record's rules on its default as it stands, so that
    /// one with rules is written out.</summary>
    private static JsonObject Record(ObjectShape record)
    {
        var fields = new JsonObject();
        if (!ManifestRules.Of(record.Type).Any()) return fields;
        foreach (ManifestField field in record.Fields)
        {
            if (Default(field) is { } value) fields[field.Name] = value;
        }

        return fields;
    }

    private void Record(JsonObject schema, ObjectShape record)
    {
        schema["type"] = "object";
        if (record.Fields.Any(field => field.Required)) schema["required"] = new JsonArray([.. record.Fields.Where(field => field.Required).Select(field => JsonValue.Create(field.Name))]);
        var properties = new JsonObject();
        foreach (ManifestField field in record.Fields)
        {
            JsonObject property = Write(field.Shape, field.Description);
            if (Default(field) is { } value) property["default"] = value;
            properties[field.Name] = property;
        }

        schema["properties"] = properties;
        if (IsEditor) schema["additionalProperties"] = false;
        else if (Rules(record) is { Count: > 0 } rules) schema["x-kubernetes-validations"] = rules;
    }

    private static JsonArray Rules(ObjectShape record) => [.. ManifestRules.Of(record.Type).Select(rule => Rule(rule.Cel, rule.Message, rule.Field))];

    /// <summary>An entry of <c>x-kubernetes-validations</c>.</summary>
    public static JsonObject Rule(string cel, string message, string field)
    {
        var rule = new JsonObject { ["rule"] = cel, ["message"] = message };
        if (field.Length > 0) rule["fieldPath"] = $".{field}";
        return rule;
    }

    private void List(JsonObject schema, ListShape list)
    {
        schema["type"] = "array";
        if (list.Minimum > 0) schema["minItems"] = list.Minimum;
        schema["maxItems"] = list.Maximum;
        schema["items"] = Write(list.Item);
        if (IsEditor)
        {
            if (list.Unique) schema["uniqueItems"] = true;
            return;
        }

        schema["x-kubernetes-list-type"] = list.Key is not null ? "map" : list.Unique ? "set" : "atomic";
        if (list.Key is not null) schema["x-kubernetes-list-map-keys"] = new JsonArray(list.Key);
    }

    private void Number(JsonObject schema, NumberShape number)
    {
        schema["type"] = number.IsWhole ? "integer" : "number";
        if (!IsEditor) schema["format"] = number.Type == typeof(double) ? "double" : number.Type == typeof(long) ? "int64" : "int32";
        if (IsEditor)
        {
            schema[number.ExclusiveMinimum ? "exclusiveMinimum" : "minimum"] = Bound(number.Minimum);
            schema[number.ExclusiveMaximum ? "exclusiveMaximum" : "maximum"] = Bound(number.Maximum);
            return;
        }

        schema["minimum"] = Bound(number.Minimum);
        if (number.ExclusiveMinimum) schema["exclusiveMinimum"] = true;
        // long.MaxValue is no double and says no more than the format does.
        if (number.Maximum < long.MaxValue) schema["maximum"] = Bound(number.Maximum);
        if (number.ExclusiveMaximum) schema["exclusiveMaximum"] = true;
    }

    private static JsonValue Bound(double value) =>
        value == Math.Floor(value) && Math.Abs(value) < 1e15 ? JsonValue.Create((long)value) : JsonValue.Create(value);

    private void Quantity(JsonObject schema)
    {
        if (IsEditor)
        {
            schema["type"] = new JsonArray("string", "integer");
        }
        else
        {
            schema["anyOf"] = new JsonArray(new JsonObject { ["type"] = "integer" }, new JsonObject { ["type"] = "string" });
            schema["x-kubernetes-int-or-string"] = true;
        }

        schema["minimum"] = 0;
        schema["maxLength"] = QuantityShape.MaximumLength;
        schema["pattern"] = Patterns.Quantity;
    }

    private static void Text(JsonObject schema, TextShape text)
    {
        schema["type"] = "string";
        if (text.MinimumLength > 0) schema["minLength"] = text.MinimumLength;
        schema["maxLength"] = text.MaximumLength;
        if (text.Pattern is not null) schema["pattern"] = text.Pattern;
    }
}
