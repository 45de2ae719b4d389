using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Json;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Patching;

/// <summary>A merge patch that knows the keys of the lists: elements are merged one by one.</summary>
internal static class StrategicMergePatch
{
    private const string Directive = "$patch";
    private const string DeletePrefix = "$deleteFromPrimitiveList/";
    private const string Retain = "$retainKeys";

    public static JsonObject Apply(JsonObject target, JsonObject patch) => Merge(target, patch, "");

    private static JsonObject Merge(JsonObject target, JsonObject patch, string name)
    {
        if (patch.Text(Directive) == "replace") return WithoutDirectives(patch);
        if (patch.Text(Directive) == "delete") return [];
        if (patch.Items(Retain) is { } retained)
        {
            string[] keep = [.. retained.Select(key => key.AsText() ?? "")];
            foreach (string key in target.Select(member => member.Key).Except(keep).ToList()) target.Remove(key);
        }

        foreach ((string key, JsonNode? value) in patch)
        {
            if (key.StartsWith(DeletePrefix, StringComparison.Ordinal)) DeleteValues(target.Items(key[DeletePrefix.Length..]), value as JsonArray);
            if (key.StartsWith('$')) continue;
            if (value is null) target.Remove(key);
            else target[key] = Merged(target.Member(key)?.DeepClone(), value, name, key);
        }

        return target;
    }

    private static JsonNode Merged(JsonNode? current, JsonNode value, string parent, string key) => value switch
    {
        JsonObject map => Merge(current as JsonObject ?? [], map, key),
        JsonArray list when ListKeys.Of(parent, key) is { } keys => keys.Length == 0 ? Union(current as JsonArray, list) : ByKey(current as JsonArray ?? [], list, keys[0], key),
        _ => value.DeepClone(),
    };

    private static JsonArray ByKey(JsonArray current, JsonArray patch, string mergeKey, string name)
    {
        if (patch.Any(item => item.Text(Directive) == "replace" && item is JsonObject { Count: 1 }))
        {
            return new JsonArray([.. patch.OfType<JsonObject>().Where(item => item.Text(Directive) is null).Select(WithoutDirectives)]);
        }

        var result = (JsonArray)current.DeepClone();
        foreach (JsonNode? item in patch)
        {
            JsonNode wanted = item.Member(mergeKey) ?? throw ApiErrors.BadRequest($"map: {JsonText.Text(item)} does not contain declared merge key: {mergeKey}");
            int index = IndexOf(result, mergeKey, wanted);
            if (item.Text(Directive) == "delete")
            {
                if (index >= 0) result.RemoveAt(index);
            }
            else if (index >= 0)
            {
                result[index] = Merge((JsonObject)result[index]!.DeepClone(), (JsonObject)item!, name);
            }
            else
            {
                result.Add((JsonNode)Merge([], (JsonObject)item!, name));
            }
        }

        return result;
    }

    private static int IndexOf(JsonArray list, string key, JsonNode wanted)
    {
        for (int i = 0; i < list.Count; i++)
        {
            if (JsonNode.DeepEquals(list[i].Member(key), wanted)) return i;
        }

        return -1;
    }

    private static JsonArray Union(JsonArray? current, JsonArray patch)
    {
        var result = (JsonArray?)current?.DeepClone() ?? [];
        foreach (JsonNode? item in patch.Where(item => !result.Any(known => JsonNode.DeepEquals(known, item)))) result.Add(item?.DeepClone());
        return result;
    }

    private static void DeleteValues(JsonArray? current, JsonArray? values)
    {
        for (int i = (current?.Count ?? 0) - 1; i >= 0; i--)
        {
            if (values?.Any(value => JsonNode.DeepEquals(value, current![i])) == true) current!.RemoveAt(i);
        }
    }

    private static JsonObject WithoutDirectives(JsonObject patch)
    {
        JsonObject copy = patch.Copy();
        foreach (string key in copy.Select(member => member.Key).Where(key => key.StartsWith('$')).ToList()) copy.Remove(key);
        return copy;
    }
}
