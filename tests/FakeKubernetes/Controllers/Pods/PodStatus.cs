using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Controllers.Runners;

namespace RL4VLM.FakeKubernetes.Controllers.Pods;

/// <summary>The status a kubelet reports of a pod.</summary>
internal static class PodStatus
{
    private static readonly string[] Own = ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"];

    public static JsonObject Of(PodState state, string phase, DateTimeOffset now)
    {
        bool ended = phase is "Succeeded" or "Failed";
        bool initialized = state.Inits.All(init => init.Role == ContainerRole.Sidecar ? init.EverStarted : init.Exit?.ExitCode == 0);
        bool ready = !ended && initialized && state.Mains.All(main => main.Running);
        string? reason = ended ? (phase == "Succeeded" ? "PodCompleted" : "PodFailed") : ready ? null : "ContainersNotReady";
        var status = new JsonObject
        {
            ["phase"] = phase,
            ["hostIP"] = "127.0.0.1",
            ["podIP"] = "127.0.0.1",
            ["podIPs"] = new JsonArray(new JsonObject { ["ip"] = "127.0.0.1" }),
            ["startTime"] = state.Bound.Stamp(),
            ["qosClass"] = state.Pod.Text("status", "qosClass") ?? "BestEffort",
            ["conditions"] = new JsonArray(
                Condition(state, Own[0], !ended && state.Ready, null, now),
                Condition(state, Own[1], initialized, initialized ? null : "ContainersNotInitialized", now),
                Condition(state, Own[2], ready, reason, now),
                Condition(state, Own[3], ready, reason, now),
                Condition(state, Own[4], true, null, now)),
            ["containerStatuses"] = new JsonArray([.. state.Mains.Select(main => (JsonNode)main.Status(state.Restarts(main)))]),
        };
        if (state.Inits.Any()) status["initContainerStatuses"] = new JsonArray([.. state.Inits.Select(init => (JsonNode)init.Status(state.Restarts(init)))]);
        return status;
    }

    /// <summary>The kubelet's status with the conditions others wrote, such as DisruptionTarget.</summary>
    public static JsonObject Merge(JsonObject ours, JsonNode? latest)
    {
        var merged = (JsonObject)ours.DeepClone();
        foreach (JsonObject condition in latest.Items("conditions"))
        {
            if (!Own.Contains(condition.Text("type"))) merged["conditions"]!.AsArray().Add(condition.DeepClone());
        }

        return merged;
    }

    private static JsonObject Condition(PodState state, string type, bool value, string? reason, DateTimeOffset now)
    {
        string text = value ? "True" : "False";
        if (!state.Transitions.TryGetValue(type, out var last) || last.Status != text) state.Transitions[type] = last = (text, now);
        var condition = new JsonObject { ["type"] = type, ["status"] = text, ["lastProbeTime"] = null, ["lastTransitionTime"] = last.Since.Stamp() };
        if (reason is not null) condition["reason"] = reason;
        return condition;
    }
}
