using System.Text.Json.Nodes;

namespace RL4VLM.FakeKubernetes.Patching;

/// <summary>RFC 7386: members replace, null removes.</summary>
public static class MergePatch
{
    public static JsonObject Apply(JsonObject target, JsonObject patch)
    {
        foreach ((string key, JsonNode? value) in patch)
        {
            if (value is null) target.Remove(key);
            else if (value is JsonObject map) target[key] = Apply(target[key] as JsonObject is { } inner ? Detached(target, key, inner) : [], map);
            else target[key] = value.DeepClone();
        }

        return target;
    }

    private static JsonObject Detached(JsonObject parent, string key, JsonObject inner)
    {
        parent[key] = null;
        return inner;
    }
}
