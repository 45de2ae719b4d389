using System.Text.Json.Nodes;

namespace RL4VLM.FakeKubernetes.Schemas;

/// <summary>Fills in defaults; a null counts as left out, unless the schema is nullable, and is gone afterwards.</summary>
internal static class Defaulter
{
    public static void Default(JsonNode? value, SchemaNode schema)
    {
        Fill(value, schema);
        DropNulls(value, schema);
    }

    private static void Fill(JsonNode? value, SchemaNode schema)
    {
        switch (value)
        {
            case JsonObject mapping:
                foreach ((string name, SchemaNode property) in schema.Properties)
                {
                    if (property.Default is { } content && (!mapping.ContainsKey(name) || (mapping[name] is null && !property.Nullable))) mapping[name] = content.DeepClone();
                    Fill(mapping[name], property);
                }

                if (schema.Values is not { } values) break;
                foreach ((string _, JsonNode? entry) in mapping) Fill(entry, values);
                break;
            case JsonArray list when schema.Items is { } items:
                foreach (JsonNode? item in list) Fill(item, items);
                break;
        }
    }

    /// <summary>Nulls of maps and lists stay: validation reports them.</summary>
    private static void DropNulls(JsonNode? value, SchemaNode schema)
    {
        switch (value)
        {
            case JsonObject mapping:
                foreach ((string name, JsonNode? content) in mapping.ToList())
                {
                    if (!schema.Properties.TryGetValue(name, out SchemaNode? property)) continue;
                    if (content is null && !property.Nullable) mapping.Remove(name);
                    else DropNulls(content, property);
                }

                if (schema.Values is not { } values) break;
                foreach ((string _, JsonNode? entry) in mapping) DropNulls(entry, values);
                break;
            case JsonArray list when schema.Items is { } items:
                foreach (JsonNode? item in list) DropNulls(item, items);
                break;
        }
    }
}
