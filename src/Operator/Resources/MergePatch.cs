using System.Text.Json;
using System.Text.Json.Nodes;

namespace RL4VLM.Operator.Resources;

/// <summary>JSON merge patches (RFC 7396).</summary>
public static class MergePatch
{
    /// <summary>The patch that turns <paramref name="before"/> into <paramref name="after"/>; null when they say the same.</summary>
    public static JsonObject? Between(JsonElement? before, JsonElement after)
    {
        JsonObject patch = Fields(before is { ValueKind: JsonValueKind.Object } old ? old : null, after);
        return patch.Count > 0 ? patch : null;
    }

    private static JsonObject Fields(JsonElement? before, JsonElement after)
    {
        var patch = new JsonObject();
        foreach (JsonProperty field in after.EnumerateObject())
        {
            if (before is not { } old || !old.TryGetProperty(field.Name, out JsonElement was)) patch[field.Name] = Node(field.Value);
            else if (JsonElement.DeepEquals(was, field.Value)) continue;
            else if (was.ValueKind == JsonValueKind.Object && field.Value.ValueKind == JsonValueKind.Object) patch[field.Name] = Fields(was, field.Value);
            else patch[field.Name] = Node(field.Value);
        }

        if (before is not { } all) return patch;
        foreach (JsonProperty field in all.EnumerateObject())
        {
            if (!after.TryGetProperty(field.Name, out _)) patch[field.Name] = null;
        }

        return patch;
    }

    private static JsonNode? Node(JsonElement value) => JsonNode.Parse(value.GetRawText());
}
