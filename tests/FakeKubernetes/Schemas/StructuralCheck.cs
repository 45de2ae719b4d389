using System.Text.Json.Nodes;

namespace RL4VLM.FakeKubernetes.Schemas;

/// <summary>Structural schemas: every value has one type, outside of anyOf and its like, and the list and map extensions fit it.</summary>
internal sealed class StructuralCheck(List<DefinitionProblem> problems)
{
    private static readonly HashSet<string> Keywords =
    [
        "description", "title", "type", "format", "default", "example", "externalDocs", "nullable", "enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
        "multipleOf", "minLength", "maxLength", "pattern", "minItems", "maxItems", "minProperties", "maxProperties", "required", "properties", "items", "additionalProperties",
        "allOf", "anyOf", "oneOf", "not", "x-kubernetes-int-or-string", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource", "x-kubernetes-list-type",
        "x-kubernetes-list-map-keys", "x-kubernetes-map-type", "x-kubernetes-validations",
    ];

    private static readonly string[] Types = ["object", "array", "string", "boolean", "integer", "number"];

    private static readonly string[] AtRoot = ["description", "type", "format", "title", "required", "properties", "items", "externalDocs", "example", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-validations"];

    private static readonly string[] NotNested = ["type", "default", "title", "description", "nullable", "additionalProperties", "x-kubernetes-int-or-string", "x-kubernetes-preserve-unknown-fields",
        "x-kubernetes-embedded-resource", "x-kubernetes-list-type", "x-kubernetes-list-map-keys", "x-kubernetes-map-type", "x-kubernetes-validations"];

    public void Root(JsonObject schema, string path)
    {
        if ((string?)schema["type"] != "object") Report(path, "type", "must be object at the root");
        foreach ((string keyword, JsonNode? _) in schema.Where(keyword => !AtRoot.Contains(keyword.Key))) Report(path, keyword, "is not allowed at the root of the schema if the status subresource is enabled");
        var properties = schema["properties"] as JsonObject ?? [];
        foreach (string name in new[] { "apiVersion", "kind" })
        {
            if (properties[name] is JsonObject text && (string?)text["type"] != "string") Report(path, $"properties[{name}].type", "must be string");
        }

        if (properties["metadata"] is JsonObject metadata) Metadata(metadata, $"{path}.properties[metadata]");
        Check(schema, path);
    }

    private void Metadata(JsonObject metadata, string path)
    {
        if ((string?)metadata["type"] != "object") Report(path, "type", "must be object");
        bool allowed = metadata.All(keyword => keyword.Key is "type" or "description" or "properties") && (metadata["properties"] as JsonObject ?? []).All(field => field.Key is "name" or "generateName");
        if (!allowed) Report(path, "", "must not specify anything other than name and generateName, but metadata is implicitly specified");
        if (HasDefault(metadata)) Report(path, "default", "must not be set in top-level metadata");
    }

    private static bool HasDefault(JsonObject schema) =>
        schema.ContainsKey("default") || (schema["properties"] as JsonObject ?? []).Any(property => HasDefault(property.Value!.AsObject()));

    private void Check(JsonObject schema, string path)
    {
        foreach ((string keyword, JsonNode? _) in schema.Where(keyword => !Keywords.Contains(keyword.Key))) Report(path, keyword, keyword == "uniqueItems" ? "uniqueItems cannot be set to true since the runtime complexity becomes quadratic" : "unknown field");
        string? type = (string?)schema["type"];
        bool either = schema["x-kubernetes-int-or-string"]?.GetValue<bool>() == true, open = schema["x-kubernetes-preserve-unknown-fields"]?.GetValue<bool>() == true;
        if (type is null && !either && !open) Report(path, "type", "must not be empty for specified object fields");
        if (type is not null && !Types.Contains(type)) Report(path, "type", $"must be one of {string.Join(", ", Types)}");
        if (either && type is not null) Report(path, "type", "must be empty if x-kubernetes-int-or-string is true");
        if (either && open) Report(path, "x-kubernetes-preserve-unknown-fields", "must be false if x-kubernetes-int-or-string is true");
        if (schema["additionalProperties"] is not null && schema["properties"] is not null) Report(path, "additionalProperties", "additionalProperties and properties are mutual exclusive");
        if (type == "array" && schema["items"] is not JsonObject) Report(path, "items", "must be specified");
        Bounds(schema, path);
        Pattern(schema, path);
        Junctors(schema, path, either);
        Lists(schema, path, type);
        if (schema["x-kubernetes-map-type"] is { } map && (type != "object" || (string?)map is not ("atomic" or "granular"))) Report(path, "x-kubernetes-map-type", "must be atomic or granular, on an object");
        foreach ((string name, JsonNode? property) in schema["properties"] as JsonObject ?? []) Check(property!.AsObject(), $"{path}.properties[{name}]");
        if (schema["items"] is JsonObject items) Check(items, $"{path}.items");
        if (schema["additionalProperties"] is JsonObject values) Check(values, $"{path}.additionalProperties");
    }

    private void Bounds(JsonObject schema, string path)
    {
        foreach (string keyword in new[] { "exclusiveMinimum", "exclusiveMaximum", "nullable" })
        {
            if (schema[keyword] is { } flag && flag.GetValueKind() is not (System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False)) Report(path, keyword, "must be true or false");
        }

        foreach (string keyword in new[] { "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties" })
        {
            if (schema[keyword] is { } count && JsonNumbers.Of(count) is not { Whole: >= 0 }) Report(path, keyword, "must be a whole number of at least 0");
        }
    }

    private void Pattern(JsonObject schema, string path)
    {
        if ((string?)schema["pattern"] is not { } pattern) return;
        try
        {
            Patterns.Compile(pattern);
        }
        catch (ArgumentException e)
        {
            Report(path, "pattern", $"must be a valid regular expression, but isn't: {e.Message}");
        }
    }

    private void Junctors(JsonObject schema, string path, bool either)
    {
        foreach (string junctor in new[] { "allOf", "anyOf", "oneOf" })
        {
            var list = schema[junctor] as JsonArray ?? [];
            if (either && junctor == "anyOf" && JsonNode.DeepEquals(list, new JsonArray(new JsonObject { ["type"] = "integer" }, new JsonObject { ["type"] = "string" }))) continue;
            for (int i = 0; i < list.Count; i++) Nested(list[i]!.AsObject(), $"{path}.{junctor}[{i}]");
        }

        if (schema["not"] is JsonObject not) Nested(not, $"{path}.not");
    }

    private void Nested(JsonObject schema, string path)
    {
        foreach (string keyword in NotNested.Where(schema.ContainsKey)) Report(path, keyword, "must be undefined to be structural");
        foreach ((string name, JsonNode? property) in schema["properties"] as JsonObject ?? []) Nested(property!.AsObject(), $"{path}.properties[{name}]");
        if (schema["items"] is JsonObject items) Nested(items, $"{path}.items");
        Junctors(schema, path, false);
    }

    private void Lists(JsonObject schema, string path, string? type)
    {
        string? listType = (string?)schema["x-kubernetes-list-type"];
        string[] keys = [.. (schema["x-kubernetes-list-map-keys"] as JsonArray ?? []).Select(key => (string)key!)];
        if (listType is not null && type != "array") Report(path, "type", "must be array if x-kubernetes-list-type is specified");
        if (listType is not (null or "atomic" or "set" or "map")) Report(path, "x-kubernetes-list-type", "supported values: \"atomic\", \"set\", \"map\"");
        if ((listType == "map") != (keys.Length > 0)) Report(path, "x-kubernetes-list-map-keys", "must not be empty if x-kubernetes-list-type is map, and goes with nothing else");
        if (schema["items"] is not JsonObject items || listType is not ("set" or "map")) return;
        if (items["nullable"]?.GetValue<bool>() == true) Report(path, "items.nullable", $"cannot be nullable when x-kubernetes-list-type is {listType}");
        if (listType == "set")
        {
            if ((string?)items["type"] == "array" && (string?)items["x-kubernetes-list-type"] is not (null or "atomic")) Report(path, "items.x-kubernetes-list-type", "must be atomic as item of a list with x-kubernetes-list-type=set");
            if ((string?)items["type"] == "object" && (string?)items["x-kubernetes-map-type"] != "atomic") Report(path, "items.x-kubernetes-map-type", "must be atomic as item of a list with x-kubernetes-list-type=set");
            return;
        }

        if ((string?)items["type"] != "object") Report(path, "items.type", "must be object if parent array's x-kubernetes-list-type is map");
        foreach (string key in keys)
        {
            string at = $"items.properties[{key}]";
            if (items["properties"]?[key] is not JsonObject property) Report(path, "x-kubernetes-list-map-keys", "entries must all be names of item properties");
            else if ((string?)property["type"] is "array" or "object") Report(path, $"{at}.type", "must be a scalar type if parent array's x-kubernetes-list-type is map");
            else if (property["nullable"]?.GetValue<bool>() == true) Report(path, $"{at}.nullable", "this property is in x-kubernetes-list-map-keys, so it cannot be nullable");
            else if (property["default"] is null && (items["required"] as JsonArray ?? []).All(name => (string)name! != key)) Report(path, $"{at}.default", "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property");
        }
    }

    private void Report(string path, string keyword, string message) => problems.Add(new DefinitionProblem(keyword.Length == 0 ? path : $"{path}.{keyword}", message));
}
