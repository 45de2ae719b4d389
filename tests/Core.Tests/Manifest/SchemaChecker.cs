using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace RL4VLM.Core.Tests.Manifest;

/// <summary>The keywords of JSON Schema draft 7 that the editors' schema uses; any other keyword throws.</summary>
internal static class SchemaChecker
{
    private static readonly HashSet<string> Annotations = ["$schema", "title", "description", "default"];

    public static bool Accepts(JsonObject schema, JsonNode? value) => schema.All(keyword => Annotations.Contains(keyword.Key) || Holds(keyword.Key, keyword.Value!, schema, value));

    private static bool Holds(string keyword, JsonNode limit, JsonObject schema, JsonNode? value) => keyword switch
    {
        "type" => limit is JsonArray types ? types.Any(type => IsOf((string)type!, value)) : IsOf((string)limit!, value),
        "enum" => limit.AsArray().Any(allowed => JsonNode.DeepEquals(allowed, value)),
        "required" => value is not JsonObject record || limit.AsArray().All(name => record.ContainsKey((string)name!)),
        "properties" => value is not JsonObject fields || fields.All(field => limit[field.Key] is not JsonObject inner || Accepts(inner, field.Value)),
        "additionalProperties" => value is not JsonObject all || all.Where(field => schema["properties"]?[field.Key] is null).All(field => limit is JsonObject inner && Accepts(inner, field.Value)),
        "propertyNames" => value is not JsonObject named || named.All(field => Accepts(limit.AsObject(), JsonValue.Create(field.Key))),
        "maxProperties" => value is not JsonObject counted || counted.Count <= (int)limit,
        "items" => value is not JsonArray list || list.All(item => Accepts(limit.AsObject(), item)),
        "minItems" => value is not JsonArray list || list.Count >= (int)limit,
        "maxItems" => value is not JsonArray list || list.Count <= (int)limit,
        "uniqueItems" => value is not JsonArray list || list.Select(item => item!.ToJsonString()).Distinct().Count() == list.Count,
        "minimum" => Number(value) is not { } number || number >= Number(limit),
        "maximum" => Number(value) is not { } number || number <= Number(limit),
        "exclusiveMinimum" => Number(value) is not { } number || number > Number(limit),
        "exclusiveMaximum" => Number(value) is not { } number || number < Number(limit),
        "minLength" => Text(value) is not { } text || text.Length >= (int)limit,
        "maxLength" => Text(value) is not { } text || text.Length <= (int)limit,
        "pattern" => Text(value) is not { } text || Regex.IsMatch(text, (string)limit!),
        _ => throw new ArgumentException($"unknown keyword {keyword}"),
    };

    private static bool IsOf(string type, JsonNode? value) => type switch
    {
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => Text(value) is not null,
        "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "integer" => Number(value) is { } number && number == Math.Floor(number),
        "number" => Number(value) is not null,
        _ => throw new ArgumentException($"unknown type {type}"),
    };

    private static double? Number(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.Number ? double.Parse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture) : null;

    private static string? Text(JsonNode? value) => value?.GetValueKind() == JsonValueKind.String ? (string)value! : null;
}
