using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;

namespace RL4VLM.FakeKubernetes.Patching;

/// <summary>Puts an applied configuration into an object, and takes fields out by their paths.</summary>
internal static class ApplyMerge
{
    public static void Merge(JsonObject target, JsonObject config, MergeSchema schema)
    {
        foreach ((string key, JsonNode? value) in config)
        {
            MergeSchema inner = schema.Member(key);
            if (value is JsonObject map && !inner.IsAtomicMap && target.Map(key) is { } existing) Merge(existing, map, inner);
            else if (value is JsonArray list && inner.ListKeys is { } keys && target.Items(key) is { } items) MergeList(items, list, keys, inner.Item);
            else target[key] = value?.DeepClone();
        }
    }

    public static void Remove(JsonNode? node, ReadOnlySpan<string> path)
    {
        string element = path[0];
        string name = element[2..];
        if (node is JsonObject map && element.StartsWith("f:", StringComparison.Ordinal))
        {
            if (path.Length == 1)
            {
                map.Remove(name);
                return;
            }

            Remove(map.Member(name), path[1..]);
            if (map.Member(name) is JsonObject { Count: 0 } or JsonArray { Count: 0 }) map.Remove(name);
        }
        else if (node is JsonArray list)
        {
            int index = IndexOf(list, element);
            if (index < 0) return;
            if (path.Length == 1) list.RemoveAt(index);
            else Remove(list[index], path[1..]);
        }
    }

    private static void MergeList(JsonArray items, JsonArray config, string[] keys, MergeSchema schema)
    {
        foreach (JsonNode? item in config)
        {
            int index = IndexOf(items, keys.Length == 0 ? $"v:{JsonText.Text(item)}" : FieldLeaves.KeyOf(item, keys));
            if (index < 0) items.Add(item?.DeepClone());
            else if (items[index] is JsonObject existing && item is JsonObject map) Merge(existing, map, schema);
        }
    }

    private static int IndexOf(JsonArray list, string element)
    {
        JsonNode? wanted = JsonNode.Parse(element.AsSpan(2).ToString());
        for (int i = 0; i < list.Count; i++)
        {
            bool found = element[0] == 'v' ? JsonNode.DeepEquals(list[i], wanted)
                : wanted is JsonObject keys && keys.All(key => JsonNode.DeepEquals(list[i].Member(key.Key), key.Value));
            if (found) return i;
        }

        return -1;
    }
}
