using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RL4VLM.FakeKubernetes.Json;

/// <summary>Reading documents whose shape is not known yet: what is absent or of another kind is null.</summary>
public static class JsonExtensions
{
    public static JsonNode? Member(this JsonNode? node, string key) =>
        node is JsonObject map && map.TryGetPropertyValue(key, out JsonNode? value) ? value : null;

    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (string key in path) node = node.Member(key);
        return node;
    }

    public static JsonObject? Map(this JsonNode? node, string key) => node.Member(key) as JsonObject;

    public static JsonArray? Items(this JsonNode? node, string key) => node.Member(key) as JsonArray;

    public static IEnumerable<JsonObject> Maps(this JsonNode? node, string key) => node.Items(key)?.OfType<JsonObject>() ?? [];

    public static string? Text(this JsonNode? node, string key) => node.Member(key).AsText();

    public static string? AsText(this JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    public static long? Number(this JsonNode? node, string key) => node.Member(key).AsNumber();

    public static long? AsNumber(this JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number
        && long.TryParse(value.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;

    public static bool? Flag(this JsonNode? node, string key) => node.Member(key)?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>The object below <paramref name="key"/>, made when absent.</summary>
    public static JsonObject Ensure(this JsonObject node, string key)
    {
        if (node.Map(key) is { } map) return map;
        map = [];
        node[key] = map;
        return map;
    }

    public static JsonObject Copy(this JsonObject node) => (JsonObject)node.DeepClone();

    /// <summary>Equal, where null and absent, and an empty and an absent map or list, are the same thing.</summary>
    public static bool Same(JsonNode? left, JsonNode? right) => JsonNode.DeepEquals(left, right) || (Empty(left) && Empty(right));

    public static string Rfc3339(this DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static bool Empty(JsonNode? node) => node is null or JsonObject { Count: 0 } or JsonArray { Count: 0 };
}
