using System.Text.Json.Nodes;

namespace RL4VLM.FakeKubernetes.Controllers.Pods;

/// <summary>What a pod asks of a node: resources, selector, affinity and tolerations.</summary>
internal sealed class PodRequirements
{
    private readonly JsonObject pod;
    private readonly (string Key, string Value)[] selector;
    private readonly JsonObject[] tolerations;

    public PodRequirements(JsonObject pod)
    {
        this.pod = pod;
        selector = [.. pod.Entries("spec", "nodeSelector").Select(entry => (entry.Key, entry.Value!.GetValue<string>()))];
        tolerations = [.. pod.Items("spec", "tolerations")];
        Priority = pod.Number("spec", "priority") ?? 0;
        foreach (JsonObject container in pod.Items("spec", "containers")) Sum(container);
        foreach (JsonObject sidecar in pod.Items("spec", "initContainers").Where(init => init.Text("restartPolicy") == "Always")) Sum(sidecar);
        foreach (JsonObject init in pod.Items("spec", "initContainers"))
        {
            foreach ((string name, decimal amount) in Of(init)) Resources[name] = Math.Max(Resources.GetValueOrDefault(name), amount);
        }
    }

    public long Priority { get; }

    /// <summary>Requests, which default to limits.</summary>
    public Dictionary<string, decimal> Resources { get; } = [];

    /// <summary>Why the node cannot take the pod, whatever runs there; null when it can.</summary>
    public string? Refusal(JsonObject node)
    {
        if (node.Flag("spec", "unschedulable")) return "node(s) were unschedulable";
        if (node.Items("spec", "taints").FirstOrDefault(taint => taint.Text("effect") != "PreferNoSchedule" && !Tolerates(taint)) is { } refused)
            return $"node(s) had untolerated taint {{{refused.Text("key")}: {refused.Text("value")}}}";
        bool selected = selector.All(entry => node.Text("metadata", "labels", entry.Key) == entry.Value);
        return selected && MatchesAffinity(node) ? null : "node(s) didn't match Pod's node affinity/selector";
    }

    public static IEnumerable<(string Name, decimal Amount)> Of(JsonObject container)
    {
        JsonObject both = (JsonObject?)container.At("resources", "limits")?.DeepClone() ?? [];
        foreach ((string name, JsonNode? amount) in container.Entries("resources", "requests")) both[name] = amount!.DeepClone();
        return [.. both.Select(entry => (entry.Key, Quantity.Parse(entry.Value!.ToString())))];
    }

    private void Sum(JsonObject container)
    {
        foreach ((string name, decimal amount) in Of(container)) Resources[name] = Resources.GetValueOrDefault(name) + amount;
    }

    private bool Tolerates(JsonObject taint) => tolerations.Any(toleration =>
        (toleration.Text("effect") is null or "" || toleration.Text("effect") == taint.Text("effect"))
        && (toleration.Text("operator") == "Exists"
            ? toleration.Text("key") is null or "" || toleration.Text("key") == taint.Text("key")
            : toleration.Text("key") == taint.Text("key") && (toleration.Text("value") ?? "") == (taint.Text("value") ?? "")));

    private bool MatchesAffinity(JsonObject node)
    {
        JsonObject[] terms = [.. pod.Items("spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms")];
        return terms.Length == 0 || terms.Any(term => term.Items("matchExpressions").All(expression => Matches(expression, node)));
    }

    private static bool Matches(JsonObject expression, JsonObject node)
    {
        string? label = node.Text("metadata", "labels", expression.Text("key")!);
        string[] values = [.. expression.Texts("values")];
        return expression.Text("operator") switch
        {
            "In" => label is not null && values.Contains(label),
            "NotIn" => label is null || !values.Contains(label),
            "Exists" => label is not null,
            "DoesNotExist" => label is null,
            var other => throw new NotSupportedException($"node affinity operator {other}"),
        };
    }
}
