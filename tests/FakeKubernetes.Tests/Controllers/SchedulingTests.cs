using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Controllers;
using RL4VLM.FakeKubernetes.Controllers.Pods;
using RL4VLM.FakeKubernetes.Controllers.Runners;

namespace RL4VLM.FakeKubernetes.Tests.Controllers;

public class SchedulingTests
{
    private static readonly NodeOptions Plain = new("plain");

    private static readonly NodeOptions Accelerated = new("accelerated")
    {
        Labels = new Dictionary<string, string> { ["pool"] = "gpu" },
        Allocatable = new Dictionary<string, string> { ["nvidia.com/gpu"] = "1", ["cpu"] = "4" },
        Taints = [new NodeTaint("nvidia.com/gpu", Value: "present")],
    };

    private const string Tolerates = """ "tolerations": [{"key": "nvidia.com/gpu", "operator": "Exists"}] """;

    [Theory]
    [InlineData("""{}""", "plain", null)]
    [InlineData("""{"nodeSelector": {"pool": "gpu"}}""", null,
        "0/2 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 1 node(s) had untolerated taint {nvidia.com/gpu: present}.")]
    [InlineData("""{"nodeSelector": {"pool": "gpu"}, """ + Tolerates + "}", "accelerated", null)]
    [InlineData("""{"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [{"matchExpressions": [{"key": "pool", "operator": "In", "values": ["gpu"]}]}]}}}, """ + Tolerates + "}", "accelerated", null)]
    [InlineData("""{"nodeSelector": {"pool": "none"}, """ + Tolerates + "}", null, "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector.")]
    public void A_pod_goes_where_selector_affinity_and_tolerations_let_it(string spec, string? node, string? message)
    {
        using var cluster = new TestCluster(options: new() { Nodes = [Plain, Accelerated] });
        cluster.Create(Objects.Job($$"""{"template": {"spec": {{spec}} } }"""));
        AssertPlaced(cluster.Pod, node, message);
    }

    [Theory]
    [InlineData("nvidia.com/gpu", "1", null)]
    [InlineData("nvidia.com/gpu", "2", "Insufficient nvidia.com/gpu")]
    [InlineData("amd.com/gpu", "1", "Insufficient amd.com/gpu")]
    [InlineData("cpu", "3500m", null)]
    [InlineData("cpu", "5", "Insufficient cpu")]
    public void Limits_must_fit(string resource, string amount, string? problem)
    {
        using var cluster = new TestCluster(options: new() { Nodes = [Accelerated with { Taints = [] }] });
        cluster.Create(WithLimit(resource, amount));
        AssertPlaced(cluster.Pod, problem is null ? "accelerated" : null, $"0/1 nodes are available: 1 {problem}.");
    }

    [Fact]
    public void A_pod_waits_until_another_frees_the_accelerator()
    {
        using var cluster = new TestCluster(_ => Script.Done(duration: TimeSpan.FromSeconds(10)), new() { Nodes = [Accelerated with { Taints = [] }] });
        cluster.Create(WithLimit("nvidia.com/gpu", "1", "first"));
        cluster.Create(WithLimit("nvidia.com/gpu", "1", "second"));
        Assert.Single(cluster.Manager.Pods.Running);
        cluster.RunOut();
        Assert.Equal([0, 10], cluster.Log.Select(record => (int)(record.Started - cluster.Log[0].Started).TotalSeconds));
    }

    [Fact]
    public void No_more_pods_run_than_the_runner_takes()
    {
        using var cluster = new TestCluster(_ => Script.Done(duration: TimeSpan.FromSeconds(10)), maximumPods: 2);
        cluster.Create(Objects.Job("""{"completions": 5, "parallelism": 5, "completionMode": "Indexed"}"""));
        Assert.Equal(2, cluster.Manager.Pods.Running.Count);
        Assert.Equal(3, cluster.Pods.Count(pod => pod["status"].Condition("PodScheduled").Text("reason") == "Unschedulable"));
        cluster.RunOut();
        Assert.NotNull(cluster.Condition("Complete"));
        Assert.Equal(30, (cluster.Log.Max(record => record.Ended) - cluster.Log[0].Started)!.Value.TotalSeconds);
    }

    [Fact]
    public void A_cordoned_node_takes_no_pods_until_uncordoned()
    {
        using var cluster = new TestCluster();
        cluster.Chaos.Cordon("node-0");
        cluster.Create(Objects.Job());
        AssertPlaced(cluster.Pod, null, "0/1 nodes are available: 1 node(s) were unschedulable.");
        cluster.Chaos.Cordon("node-0", cordoned: false);
        cluster.Idle();
        AssertPlaced(cluster.Pod, "node-0", null);
        Assert.Equal("Running", cluster.Pod.Text("status", "phase"));
        Assert.True(cluster.Pod["status"].HasCondition("PodScheduled"));
    }

    [Fact]
    public void A_higher_priority_is_scheduled_first()
    {
        using var cluster = new TestCluster(_ => Script.Done(duration: TimeSpan.FromSeconds(1)), maximumPods: 1);
        cluster.Create(Objects.Job(name: "running"));
        cluster.Create(Objects.Job(name: "low"));
        cluster.Create(Objects.Job("""{"template": {"spec": {"priority": 100}}}""", "high"));
        cluster.RunOut();
        Assert.Equal(["running", "high", "low"], cluster.Log.Select(record => record.Job!));
    }

    [Fact]
    public void An_unscheduled_pod_that_is_deleted_is_replaced()
    {
        using var cluster = new TestCluster();
        cluster.Chaos.Cordon("node-0");
        cluster.Create(Objects.Job("""{"podFailurePolicy": {"rules": []}}"""));
        string name = cluster.Pod.Name();
        cluster.Chaos.DeletePod(TestCluster.Namespace, name);
        cluster.Run(10);
        Assert.NotEqual(name, cluster.Pod.Name());
        Assert.Empty(cluster.Log);
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("500m", 0.5)]
    [InlineData("2Gi", 2147483648)]
    [InlineData("1.5k", 1500)]
    [InlineData("1e3", 1000)]
    public void Quantities_are_read(string text, double value) => Assert.Equal((decimal)value, Quantity.Parse(text));

    private static void AssertPlaced(JsonObject pod, string? node, string? message)
    {
        Assert.Equal(node, pod.Text("spec", "nodeName"));
        if (node is not null) return;
        JsonObject condition = pod["status"].Condition("PodScheduled")!;
        Assert.Equal(("False", "Unschedulable", message), (condition.Text("status"), condition.Text("reason"), condition.Text("message")));
        Assert.Equal("Pending", pod.Text("status", "phase"));
    }

    private static JsonObject WithLimit(string resource, string amount, string name = "job")
    {
        JsonObject job = Objects.Job(name: name);
        job.Items("spec", "template", "spec", "containers").Single().Ensure("resources", "limits")[resource] = amount;
        return job;
    }
}
