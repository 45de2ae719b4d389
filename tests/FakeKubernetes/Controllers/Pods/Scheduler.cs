using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Controllers.Runners;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Controllers.Pods;

/// <summary>Binds pending pods to nodes, those of the highest priority first, then the oldest.</summary>
internal sealed class Scheduler(ClusterContext context, IPodRunner runner) : IWorker
{
    private readonly Dictionary<string, Waiting> waiting = [];
    private readonly Dictionary<string, (string Node, PodRequirements Needs)> placed = [];
    private readonly Dictionary<string, (Dictionary<string, decimal> Used, int Pods)> usage = [];
    private long arrivals;

    public void Add(JsonObject pod)
    {
        if (waiting.TryGetValue(pod.Uid(), out Waiting? known))
        {
            known.Pod = pod;
            return;
        }

        waiting[pod.Uid()] = new Waiting(pod, new PodRequirements(pod), arrivals++);
        if (context.Options.SchedulingDelay > TimeSpan.Zero) context.Queue.AddAfter(this, "", context.Options.SchedulingDelay);
        else context.Queue.Add(this, "");
    }

    /// <summary>The pod is gone or ended: its node has room again.</summary>
    public void Release(string uid)
    {
        waiting.Remove(uid);
        if (!placed.Remove(uid, out var place)) return;
        (Dictionary<string, decimal> used, int pods) = usage[place.Node];
        foreach ((string name, decimal amount) in place.Needs.Resources) used[name] -= amount;
        usage[place.Node] = (used, pods - 1);
        Retry();
    }

    /// <summary>A node changed, or something ended.</summary>
    public void Retry()
    {
        if (waiting.Count > 0) context.Queue.Add(this, "");
    }

    /// <summary>A pod that was bound before the scheduler looked.</summary>
    public void Adopt(JsonObject pod)
    {
        if (!placed.ContainsKey(pod.Uid())) Place(pod.Uid(), pod.Text("spec", "nodeName")!, new PodRequirements(pod));
    }

    public void Process(string key)
    {
        List<JsonObject> nodes = context.Cache.All(ResourceKind.Nodes);
        foreach (Waiting item in waiting.Values.OrderByDescending(item => item.Needs.Priority).ThenBy(item => item.Arrival).ToList()) Schedule(item, nodes);
    }

    private void Schedule(Waiting item, List<JsonObject> nodes)
    {
        if (item.Pod.Time("metadata", "creationTimestamp") is { } created && created + context.Options.SchedulingDelay - context.Now is var left
            && left > TimeSpan.Zero && context.Options.SchedulingDelay > TimeSpan.Zero)
        {
            context.Queue.AddAfter(this, "", left);
            return;
        }

        var refusals = new Dictionary<string, int>();
        JsonObject? best = null;
        foreach (JsonObject node in nodes)
        {
            if ((item.Needs.Refusal(node) ?? Shortage(node, item.Needs)) is { } refusal) refusals[refusal] = refusals.GetValueOrDefault(refusal) + 1;
            else if (best is null || Load(node) < Load(best)) best = node;
        }

        if (best is not null) Bind(item, best.Name());
        else Refuse(item, Message(nodes.Count, refusals));
    }

    private void Bind(Waiting item, string node)
    {
        waiting.Remove(item.Pod.Uid());
        JsonObject? bound = context.Update(ResourceKind.Pods, item.Pod, latest =>
        {
            if (!latest.IsDeleting()) latest.Ensure("spec")["nodeName"] = node;
        });
        if (bound?.Text("spec", "nodeName") is not null) Place(item.Pod.Uid(), node, item.Needs);
    }

    private void Place(string uid, string node, PodRequirements needs)
    {
        placed[uid] = (node, needs);
        (Dictionary<string, decimal> used, int pods) = usage.TryGetValue(node, out var known) ? known : ([], 0);
        foreach ((string name, decimal amount) in needs.Resources) used[name] = used.GetValueOrDefault(name) + amount;
        usage[node] = (used, pods + 1);
    }

    private void Refuse(Waiting item, string message)
    {
        if (item.Refusal == message) return;
        item.Refusal = message;
        JsonObject? written = context.Update(ResourceKind.Pods, item.Pod, latest =>
        {
            JsonObject status = latest.Ensure("status");
            status["phase"] = "Pending";
            status.SetCondition("PodScheduled", false, "Unschedulable", message, context.Now);
        }, status: true);
        if (written is not null) context.Event("v1", "Pod", item.Pod, "Warning", "FailedScheduling", message, "default-scheduler");
    }

    private string? Shortage(JsonObject node, PodRequirements needs)
    {
        (Dictionary<string, decimal>? used, int pods) = usage.TryGetValue(node.Name(), out var known) ? known : (null, 0);
        int most = node.At("status", "allocatable", "pods") is { } limit ? (int)Quantity.Parse(limit.ToString()) : int.MaxValue;
        if (pods >= most || placed.Count >= runner.MaximumPods) return "Too many pods";
        foreach ((string name, decimal amount) in needs.Resources)
        {
            if (amount == 0) continue;
            decimal free = node.At("status", "allocatable", name) is { } all ? Quantity.Parse(all.ToString())
                : name is "cpu" or "memory" or "ephemeral-storage" ? decimal.MaxValue : 0;
            if (amount > free - (used?.GetValueOrDefault(name) ?? 0)) return $"Insufficient {name}";
        }

        return null;
    }

    private int Load(JsonObject node) => usage.TryGetValue(node.Name(), out var known) ? known.Pods : 0;

    private static string Message(int nodes, Dictionary<string, int> refusals)
    {
        if (nodes == 0) return "no nodes available to schedule pods";
        return $"0/{nodes} nodes are available: "
            + string.Join(", ", refusals.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Value} {entry.Key}")) + ".";
    }

    private sealed class Waiting(JsonObject pod, PodRequirements needs, long arrival)
    {
        public JsonObject Pod { get; set; } = pod;

        public PodRequirements Needs { get; } = needs;

        public long Arrival { get; } = arrival;

        public string? Refusal { get; set; }
    }
}
