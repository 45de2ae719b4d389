using System.Globalization;
using System.Text.Json.Nodes;

namespace RL4VLM.FakeKubernetes.Schemas;

/// <summary>No item of a set, and no key of a keyed list, twice.</summary>
internal static class ListTypes
{
    public static List<FieldError> Validate(JsonNode? value, SchemaNode schema)
    {
        var errors = new List<FieldError>();
        Value(value, schema, "", errors);
        return errors;
    }

    private static void Value(JsonNode? value, SchemaNode schema, string path, List<FieldError> errors)
    {
        switch (value)
        {
            case JsonArray list:
                List(list, schema, path, errors);
                for (int i = 0; schema.Items is { } items && i < list.Count; i++) Value(list[i], items, Item(path, i), errors);
                break;
            case JsonObject mapping:
                foreach ((string name, JsonNode? content) in mapping)
                {
                    if (schema.Properties.TryGetValue(name, out SchemaNode? property)) Value(content, property, path.Length == 0 ? name : $"{path}.{name}", errors);
                    else if (schema.Values is { } values) Value(content, values, $"{path}[{name}]", errors);
                }

                break;
        }
    }

    private static void List(JsonArray list, SchemaNode schema, string path, List<FieldError> errors)
    {
        if (schema.ListType == "atomic") return;
        bool keyed = schema.ListType == "map";
        int wrong = keyed ? list.ToList().FindIndex(item => item is not (null or JsonObject)) : -1;
        if (wrong >= 0)
        {
            errors.Add(new FieldError(FieldErrorKind.Invalid, Item(path, wrong), FieldError.Show(list[wrong]), "must be an object for an array of list-type map"));
            return;
        }

        var seen = new Dictionary<string, int>();
        for (int i = 0; i < list.Count; i++)
        {
            JsonNode? identity = keyed ? Key(list[i] as JsonObject, schema.ListKeys) : list[i];
            string text = FieldError.Show(identity);
            seen[text] = seen.GetValueOrDefault(text) + 1;
            if (seen[text] == 2) errors.Add(new FieldError(FieldErrorKind.Duplicate, Item(path, i), text, ""));
        }
    }

    private static JsonObject Key(JsonObject? item, IReadOnlyList<string> keys) =>
        new(keys.Where(key => item?.ContainsKey(key) == true).Select(key => KeyValuePair.Create(key, item![key]?.DeepClone())));

    private static string Item(string path, int index) => $"{path}[{index.ToString(CultureInfo.InvariantCulture)}]";
}
