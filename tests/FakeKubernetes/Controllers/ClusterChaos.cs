using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Controllers.Jobs;
using RL4VLM.FakeKubernetes.Controllers.Pods;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Controllers;

/// <summary>What goes wrong in clusters, on demand. Each returns false when there is no such pod or node.</summary>
public sealed class ClusterChaos
{
    private const string Unreachable = "node.kubernetes.io/unreachable";

    private readonly ClusterContext context;
    private readonly Kubelet kubelet;
    private readonly Action<Action> exclusive;

    internal ClusterChaos(ClusterContext context, Kubelet kubelet, Action<Action> exclusive)
    {
        this.context = context;
        this.kubelet = kubelet;
        this.exclusive = exclusive;
    }

    /// <summary>The eviction API: DisruptionTarget, then a graceful deletion.</summary>
    public bool Evict(string @namespace, string pod) => Disrupt(@namespace, pod, "EvictionByEvictionAPI", "Eviction API: evicting");

    /// <summary>A pod of a higher priority takes its place.</summary>
    public bool Preempt(string @namespace, string pod) =>
        Disrupt(@namespace, pod, "PreemptionByScheduler", "default-scheduler: preempting to accommodate a higher priority pod");

    /// <summary>A user deletes the pod.</summary>
    public bool DeletePod(string @namespace, string pod) =>
        context.Store.Get(ResourceKind.Pods, @namespace, pod) is { } found && context.Delete(ResourceKind.Pods, found);

    /// <summary>SIGKILL to every container that runs: exit 137.</summary>
    public bool Kill(string @namespace, string pod, bool outOfMemory = false)
    {
        bool found = false;
        exclusive(() =>
        {
            foreach (ContainerState container in kubelet.State(@namespace, pod)?.Running.ToList() ?? [])
            {
                container.Run!.Kill(outOfMemory);
                found = true;
            }
        });
        return found;
    }

    /// <summary>Keeps the pod in Terminating when it is deleted, or releases it.</summary>
    public bool HoldTerminating(string @namespace, string pod, bool hold = true)
    {
        bool found = false;
        exclusive(() =>
        {
            if (kubelet.State(@namespace, pod) is not { } state) return;
            state.Held = hold;
            found = true;
            context.Queue.Add(kubelet, $"{@namespace}/{pod}");
        });
        return found;
    }

    /// <summary>No new pods on the node.</summary>
    public bool Cordon(string node, bool cordoned = true) => Change(node, found =>
    {
        if (cordoned) found.Ensure("spec")["unschedulable"] = true;
        else found.Ensure("spec").Remove("unschedulable");
    });

    /// <summary>Cordons the node and evicts its pods.</summary>
    public bool Drain(string node)
    {
        if (!Cordon(node)) return false;
        foreach (JsonObject pod in PodsOn(node)) Evict(pod.Namespace()!, pod.Name());
        return true;
    }

    /// <summary>The node's power is cut: its containers stop at once and nobody reports; after <paramref name="evictAfter"/> its pods are deleted
    /// (DeletionByTaintManager) and stay Terminating until the node is back or removed.</summary>
    public bool FailNode(string node, TimeSpan evictAfter = default)
    {
        bool failed = Change(node, found =>
        {
            if (found.Ensure("spec")["taints"] is not JsonArray taints) found.Ensure("spec")["taints"] = taints = [];
            taints.Add((JsonNode)new JsonObject { ["key"] = Unreachable, ["effect"] = "NoExecute" });
        });
        if (!failed) return false;
        SetReady(node, false);
        exclusive(() => kubelet.Lose(node));
        context.Queue.Schedule(evictAfter, () => EvictFromLostNode(node));
        return true;
    }

    /// <summary>The node is back: what ran on it is found dead.</summary>
    public bool RecoverNode(string node)
    {
        bool changed = Change(node, found =>
        {
            JsonNode[] left = [.. found.Items("spec", "taints").Where(taint => taint.Text("key") != Unreachable).Select(taint => taint.DeepClone())];
            found.Ensure("spec")["taints"] = new JsonArray(left);
        });
        if (!changed) return false;
        SetReady(node, true);
        exclusive(() => kubelet.Recover(node));
        return true;
    }

    /// <summary>The node's object is deleted: the pod garbage collector fails and deletes its pods.</summary>
    public bool RemoveNode(string node)
    {
        if (context.Store.Get(ResourceKind.Nodes, null, node) is not { } found) return false;
        exclusive(() => kubelet.Lose(node));
        return context.Delete(ResourceKind.Nodes, found);
    }

    internal void Observe(StoreEvent change)
    {
        if (change.Kind == ResourceKind.Nodes && change.Type == "DELETED") context.Queue.Schedule(TimeSpan.Zero, () => CollectOrphans(change.Object.Name()));
    }

    private void CollectOrphans(string node)
    {
        foreach (JsonObject pod in PodsOn(node))
        {
            context.Update(ResourceKind.Pods, pod, latest =>
            {
                JsonObject status = latest.Ensure("status");
                status["phase"] = "Failed";
                status.SetCondition("DisruptionTarget", true, "DeletionByPodGC", "PodGC: node no longer exists", context.Now);
            }, status: true);
            context.Delete(ResourceKind.Pods, pod);
        }
    }

    private void EvictFromLostNode(string node)
    {
        if (context.Store.Get(ResourceKind.Nodes, null, node)?.Items("spec", "taints").Any(taint => taint.Text("key") == Unreachable) != true) return;
        foreach (JsonObject pod in PodsOn(node))
            Disrupt(pod.Namespace()!, pod.Name(), "DeletionByTaintManager", "Taint manager: deleting due to NoExecute taint");
    }

    private bool Disrupt(string @namespace, string pod, string reason, string message)
    {
        if (context.Store.Get(ResourceKind.Pods, @namespace, pod) is not { } found) return false;
        if (!JobPods.Terminal(found))
        {
            context.Update(ResourceKind.Pods, found,
                latest => latest.Ensure("status").SetCondition("DisruptionTarget", true, reason, message, context.Now), status: true);
        }

        return context.Delete(ResourceKind.Pods, found);
    }

    private bool Change(string node, Action<JsonObject> change) => context.Store.Get(ResourceKind.Nodes, null, node) is { } found
        && context.Update(ResourceKind.Nodes, found, change) is not null;

    private void SetReady(string node, bool ready)
    {
        if (context.Store.Get(ResourceKind.Nodes, null, node) is not { } found) return;
        context.Update(ResourceKind.Nodes, found, latest => latest.Ensure("status").SetCondition("Ready", ready,
            ready ? "KubeletReady" : "NodeStatusUnknown", ready ? "kubelet is posting ready status" : "Kubelet stopped posting node status.", context.Now), status: true);
    }

    private IEnumerable<JsonObject> PodsOn(string node) => [.. context.Store.List(ResourceKind.Pods)
        .Where(pod => pod.Text("spec", "nodeName") == node && !JobPods.Terminal(pod))];
}
