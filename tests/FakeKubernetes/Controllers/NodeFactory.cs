using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Controllers;

internal static class NodeFactory
{
    public static void Create(IClusterStore store, NodeOptions options)
    {
        if (store.Get(ResourceKind.Nodes, null, options.Name) is not null) return;
        var labels = new JsonObject { ["kubernetes.io/hostname"] = options.Name, ["kubernetes.io/os"] = "linux", ["kubernetes.io/arch"] = "amd64" };
        foreach ((string key, string value) in options.Labels) labels[key] = value;
        var spec = new JsonObject();
        if (options.Taints.Count > 0)
        {
            spec["taints"] = new JsonArray([.. options.Taints.Select(taint =>
                (JsonNode)new JsonObject { ["key"] = taint.Key, ["value"] = taint.Value, ["effect"] = taint.Effect })]);
        }

        store.Create(ResourceKind.Nodes, new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Node",
            ["metadata"] = new JsonObject { ["name"] = options.Name, ["labels"] = labels },
            ["spec"] = spec,
        });
        store.Update(ResourceKind.Nodes, null, options.Name, node =>
        {
            JsonObject status = node.Ensure("status");
            JsonObject allocatable = status.Ensure("allocatable");
            foreach ((string name, string amount) in options.Allocatable) allocatable[name] = amount;
            status["capacity"] = allocatable.DeepClone();
            status.SetCondition("Ready", true, "KubeletReady", "kubelet is posting ready status", store.Clock.GetUtcNow());
        }, status: true);
    }
}
