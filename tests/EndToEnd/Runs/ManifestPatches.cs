using System.Text.Json.Nodes;

namespace RL4VLM.EndToEnd.Runs;

internal static class ManifestPatches
{
    /// <summary>The merge patch that leaves nothing of <paramref name="before"/> but what <paramref name="after"/> has too.</summary>
    public static JsonNode Replace(JsonNode before, JsonNode after)
    {
        var patch = (JsonObject)after.DeepClone();
        foreach (string name in before.AsObject().Select(field => field.Key).Where(name => patch[name] is null)) patch[name] = null;
        return patch;
    }
}
