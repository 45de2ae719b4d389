using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Controllers.Pods;

/// <summary>What a kubelet asks and says of one pod.</summary>
internal static class PodContext
{
    /// <summary>Finds a Secret or ConfigMap of the pod's namespace by name.</summary>
    public static Func<ResourceKind, string, JsonObject?> Lookup(this ClusterContext context, JsonObject pod) => (kind, name) => context.Store.Get(kind, pod.Namespace(), name);

    /// <summary>A Warning event on the pod; the same one again is not repeated.</summary>
    public static void Warn(this ClusterContext context, PodState state, string reason, string message)
    {
        if (state.Complaint == message) return;
        state.Complaint = message;
        context.Event("v1", "Pod", state.Pod, "Warning", reason, message, "kubelet");
    }
}
