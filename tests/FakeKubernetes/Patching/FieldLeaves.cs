using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;

namespace RL4VLM.FakeKubernetes.Patching;

/// <summary>The leaves of a document by their paths. A path is made of the elements of fieldsV1 (<c>f:name</c>, <c>k:{"key":…}</c>, <c>v:value</c>),
/// with a separator between them.</summary>
internal static class FieldLeaves
{
    public const char Separator = '\n';

    private static readonly string[] System =
        ["name", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "managedFields", "selfLink", "generateName"];

    /// <summary>Every leaf and every element of a keyed list (its value is null: it is there or not).</summary>
    public static Dictionary<string, JsonNode?> Of(JsonObject? document, MergeSchema schema)
    {
        var leaves = new Dictionary<string, JsonNode?>();
        foreach ((string key, JsonNode? value) in document ?? [])
        {
            if (key is "kind" or "apiVersion") continue;
            if (key != "metadata")
            {
                Add(value, schema.Member(key), $"f:{key}", leaves);
                continue;
            }

            MergeSchema metadata = schema.Member(key);
            foreach ((string field, JsonNode? inner) in value as JsonObject ?? [])
            {
                if (!System.Contains(field)) Add(inner, metadata.Member(field), $"f:metadata{Separator}f:{field}", leaves);
            }
        }

        return leaves;
    }

    public static string KeyOf(JsonNode? item, string[] keys) =>
        $"k:{JsonText.Text(new JsonObject(keys.Select(key => KeyValuePair.Create(key, item.Member(key)?.DeepClone()))))}";

    /// <summary><c>.spec.parts[name="a"].count</c>, as conflicts name a path.</summary>
    public static string Readable(string path) => string.Concat(path.Split(Separator).Select(element => element[..2] switch
    {
        "f:" => $".{element[2..]}",
        "k:" => $"[{string.Join(",", JsonNode.Parse(element[2..])!.AsObject().Select(pair => $"{pair.Key}={JsonText.Text(pair.Value)}"))}]",
        _ => $"[={element[2..]}]",
    }));

    private static void Add(JsonNode? node, MergeSchema schema, string path, Dictionary<string, JsonNode?> leaves)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } map when !schema.IsAtomicMap:
                foreach ((string key, JsonNode? value) in map) Add(value, schema.Member(key), $"{path}{Separator}f:{key}", leaves);
                break;
            case JsonArray list when schema.ListKeys is { } keys:
                foreach (JsonNode? item in list)
                {
                    string element = keys.Length == 0 ? $"v:{JsonText.Text(item)}" : KeyOf(item, keys);
                    leaves[$"{path}{Separator}{element}"] = null;
                    if (keys.Length > 0) Add(item, schema.Item, $"{path}{Separator}{element}", leaves);
                }

                break;
            default:
                leaves[path] = node;
                break;
        }
    }
}
