using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace RL4VLM.EndToEnd.Clusters;

internal static class Nodes
{
    /// <summary>No new pods on the node, or pods again.</summary>
    public static Task CordonAsync(IKubernetes client, string node, bool cordoned) => client.CoreV1.PatchNodeAsync(
        new V1Patch(new JsonObject { ["spec"] = new JsonObject { ["unschedulable"] = cordoned ? true : null } }.ToJsonString(), V1Patch.PatchType.MergePatch), node);
}
