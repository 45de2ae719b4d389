using System.Globalization;
using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Patching;

/// <summary>RFC 6902.</summary>
public static class JsonPatch
{
    public static JsonObject Apply(JsonObject target, JsonArray operations, KindInfo info, string name)
    {
        JsonNode? root = target;
        foreach (JsonNode? operation in operations)
        {
            try
            {
                root = Apply(root, operation);
            }
            catch (FormatException e)
            {
                throw new ApiException(422, "Invalid", $"the server rejected our request due to an error in our request: {info.QualifiedKind} \"{name}\": {e.Message}");
            }
        }

        return root as JsonObject ?? throw new ApiException(422, "Invalid", "the patch leaves no object");
    }

    private static JsonNode? Apply(JsonNode? root, JsonNode? operation)
    {
        string path = operation.Text("path") ?? throw new FormatException("an operation has no path");
        switch (operation.Text("op"))
        {
            case "add": return Set(root, path, operation.Member("value")?.DeepClone(), insert: true);
            case "replace":
                Find(root, path);
                return Set(root, path, operation.Member("value")?.DeepClone(), insert: false);
            case "remove": return Remove(root, path);
            case "test":
                return JsonNode.DeepEquals(Find(root, path), operation.Member("value")) ? root : throw new FormatException($"testing value {path} failed");
            case "copy": return Set(root, path, Find(root, From(operation))?.DeepClone(), insert: true);
            case "move":
                JsonNode? moved = Find(root, From(operation))?.DeepClone();
                return Set(Remove(root, From(operation)), path, moved, insert: true);
            default: throw new FormatException($"unexpected kind of operation {operation.Text("op")}");
        }
    }

    private static string From(JsonNode? operation) => operation.Text("from") ?? throw new FormatException("an operation has no from");

    private static JsonNode? Set(JsonNode? root, string path, JsonNode? value, bool insert)
    {
        if (path.Length == 0) return value;
        (JsonNode? parent, string key) = Parent(root, path);
        switch (parent)
        {
            case JsonObject map:
                map[key] = value;
                return root;
            case JsonArray list when insert && key == "-":
                list.Add(value);
                return root;
            case JsonArray list when insert:
                list.Insert(Index(key, list.Count), value);
                return root;
            case JsonArray list:
                list[Index(key, list.Count - 1)] = value;
                return root;
            default: throw Missing(path);
        }
    }

    private static JsonNode? Remove(JsonNode? root, string path)
    {
        (JsonNode? parent, string key) = Parent(root, path);
        if (parent is JsonArray list) list.RemoveAt(Index(key, list.Count - 1));
        else if (parent is not JsonObject map || !map.Remove(key)) throw Missing(path);
        return root;
    }

    private static JsonNode? Find(JsonNode? root, string path)
    {
        JsonNode? node = root;
        foreach (string key in Keys(path))
        {
            node = node switch
            {
                JsonObject map when map.ContainsKey(key) => map[key],
                JsonArray list => list[Index(key, list.Count - 1)],
                _ => throw Missing(path),
            };
        }

        return node;
    }

    private static (JsonNode? Parent, string Key) Parent(JsonNode? root, string path)
    {
        int slash = path.LastIndexOf('/');
        if (slash < 0) throw Missing(path);
        return (Find(root, path[..slash]), Unescaped(path[(slash + 1)..]));
    }

    private static IEnumerable<string> Keys(string path) => path.Length == 0 ? [] : path[0] == '/' ? path[1..].Split('/').Select(Unescaped) : throw Missing(path);

    private static string Unescaped(string key) => key.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    private static int Index(string key, int most) =>
        int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index <= most ? index : throw new FormatException($"invalid array index {key}");

    private static FormatException Missing(string path) => new($"the path {path} does not exist");
}
