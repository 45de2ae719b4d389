using System.Text.Json.Nodes;

namespace RL4VLM.FakeKubernetes.Controllers;

/// <summary>Owner references, finalizers and conditions.</summary>
internal static class Metadata
{
    public static JsonObject? ControllerOf(this JsonObject item) =>
        item.Items("metadata", "ownerReferences").FirstOrDefault(reference => reference.Flag("controller"));

    public static bool HasFinalizer(this JsonObject item, string finalizer) => item.Texts("metadata", "finalizers").Contains(finalizer);

    public static void AddFinalizer(this JsonObject item, string finalizer)
    {
        if (item.HasFinalizer(finalizer)) return;
        JsonObject metadata = item.Ensure("metadata");
        if (metadata["finalizers"] is not JsonArray list) metadata["finalizers"] = list = [];
        list.Add((JsonNode)finalizer);
    }

    public static void RemoveFinalizer(this JsonObject item, string finalizer)
    {
        string[] left = [.. item.Texts("metadata", "finalizers").Where(name => name != finalizer)];
        JsonObject metadata = item.Ensure("metadata");
        if (left.Length == 0) metadata.Remove("finalizers");
        else metadata["finalizers"] = new JsonArray([.. left.Select(name => (JsonNode)name)]);
    }

    public static JsonObject? Condition(this JsonNode? status, string type) =>
        status.Items("conditions").FirstOrDefault(condition => condition.Text("type") == type);

    public static bool HasCondition(this JsonNode? status, string type) => status.Condition(type)?.Text("status") == "True";

    /// <summary>Sets a condition; its transition time moves only with its status.</summary>
    /// <returns>false when nothing changed.</returns>
    public static bool SetCondition(this JsonObject status, string type, bool value, string? reason, string? message, DateTimeOffset now)
    {
        string text = value ? "True" : "False";
        JsonObject? old = status.Condition(type);
        if (old is not null && old.Text("status") == text && old.Text("reason") == reason && old.Text("message") == message) return false;
        var condition = new JsonObject
        {
            ["type"] = type,
            ["status"] = text,
            ["lastProbeTime"] = null,
            ["lastTransitionTime"] = old?.Text("status") == text ? old.Text("lastTransitionTime") : now.Stamp(),
        };
        if (reason is not null) condition["reason"] = reason;
        if (message is not null) condition["message"] = message;
        if (status["conditions"] is not JsonArray list) status["conditions"] = list = [];
        if (old is null) list.Add((JsonNode)condition);
        else list[list.IndexOf(old)] = condition;
        return true;
    }
}
