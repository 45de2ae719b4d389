using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Controllers;
using RL4VLM.FakeKubernetes.Controllers.Runners;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Tests.Controllers;

public class DisruptionTests
{
    private const string IgnoreDisruptions = """
        {"backoffLimit": 0, "podFailurePolicy": {"rules": [{"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget"}]}]}}
        """;

    private static readonly ControllerOptions TwoNodes = new() { Nodes = [new("node-0"), new("node-1")] };

    [Theory]
    [InlineData("evict", "EvictionByEvictionAPI")]
    [InlineData("preempt", "PreemptionByScheduler")]
    [InlineData("drain", "EvictionByEvictionAPI")]
    public void A_disrupted_pod_stops_gracefully_carries_the_condition_and_does_not_count(string how, string reason)
    {
        using var cluster = new TestCluster(start => start.Attempt == 0
            ? Script.Forever with { StopsAfter = TimeSpan.FromSeconds(5), StopExitCode = 75 } : Script.Done(), TwoNodes);
        var last = new Dictionary<string, JsonObject>();
        cluster.Store.Changed += change =>
        {
            if (change.Kind == ResourceKind.Pods) last[change.Object.Name()] = change.Object;
        };
        cluster.Create(Objects.Job(IgnoreDisruptions));
        string name = cluster.Pod.Name();
        bool done = how switch
        {
            "evict" => cluster.Chaos.Evict(TestCluster.Namespace, name),
            "preempt" => cluster.Chaos.Preempt(TestCluster.Namespace, name),
            _ => cluster.Chaos.Drain("node-0"),
        };
        Assert.True(done);
        cluster.Run(4);
        Assert.Equal("Running", cluster.Pod.Text("status", "phase"));
        Assert.Equal(reason, cluster.Pod["status"].Condition("DisruptionTarget").Text("reason"));
        cluster.RunOut();
        Assert.Equal("Failed", last[name].Text("status", "phase"));
        Assert.Equal(75, last[name].Items("status", "containerStatuses").Single().Number("state", "terminated", "exitCode"));
        Assert.Equal(reason, last[name]["status"].Condition("DisruptionTarget").Text("reason"));
        Assert.NotNull(cluster.Condition("Complete"));
        Assert.Equal(0, cluster.Job().Number("status", "failed"));
        Assert.Equal(how == "drain" ? "node-1" : "node-0", cluster.Log[1].Node);
        Assert.Empty(cluster.Manager.Pods.Overlaps(record => record.Job));
    }

    [Fact]
    public void Pods_of_a_lost_node_are_replaced_once_the_node_is_back_to_say_they_are_dead()
    {
        using var cluster = new TestCluster(start => start.Attempt == 0 ? Script.Forever : Script.Done(), TwoNodes);
        cluster.Create(Objects.Job(IgnoreDisruptions));
        string node = cluster.Pod.Text("spec", "nodeName")!;
        cluster.Chaos.FailNode(node, TimeSpan.FromSeconds(300));
        cluster.Run(299);
        Assert.False(cluster.Pod.IsDeleting());
        cluster.Run(1);
        Assert.True(cluster.Pod.IsDeleting());
        Assert.Equal("DeletionByTaintManager", cluster.Pod["status"].Condition("DisruptionTarget").Text("reason"));
        cluster.Run(1000);
        Assert.Single(cluster.Log);
        cluster.Chaos.RecoverNode(node);
        cluster.RunOut();
        Assert.NotNull(cluster.Condition("Complete"));
        Assert.Equal(["Lost", "Succeeded"], cluster.Log.Select(record => record.Outcome!));
        Assert.Equal(0, cluster.Job().Number("status", "failed"));
    }

    [Fact]
    public void Pods_of_a_removed_node_are_failed_by_the_pod_garbage_collector()
    {
        using var cluster = new TestCluster(start => start.Attempt == 0 ? Script.Forever : Script.Done(), TwoNodes);
        cluster.Create(Objects.Job(IgnoreDisruptions));
        string node = cluster.Pod.Text("spec", "nodeName")!;
        cluster.Chaos.RemoveNode(node);
        cluster.RunOut();
        Assert.NotNull(cluster.Condition("Complete"));
        Assert.NotEqual(node, cluster.Log[1].Node);
        Assert.Equal(0, cluster.Job().Number("status", "failed"));
        Assert.Single(cluster.Pods);
    }

    [Theory]
    [InlineData(false, "Error")]
    [InlineData(true, "OOMKilled")]
    public void A_killed_container_ends_with_137(bool outOfMemory, string reason)
    {
        using var cluster = new TestCluster();
        cluster.Create(Objects.Job("""{"backoffLimit": 0}"""));
        Assert.True(cluster.Chaos.Kill(TestCluster.Namespace, cluster.Pod.Name(), outOfMemory));
        cluster.Idle();
        JsonNode terminated = cluster.Pod.Items("status", "containerStatuses").Single().At("state", "terminated")!;
        Assert.Equal((137L, reason), (terminated.Number("exitCode"), terminated.Text("reason")));
        Assert.Equal("BackoffLimitExceeded", cluster.Condition("Failed"));
        Assert.False(cluster.Chaos.Kill(TestCluster.Namespace, "none"));
    }

    [Fact]
    public void A_pod_can_be_stuck_in_terminating()
    {
        using var cluster = new TestCluster(start => start.Attempt == 0 ? Script.Forever : Script.Done());
        cluster.Create(Objects.Job(IgnoreDisruptions));
        string name = cluster.Pod.Name();
        cluster.Chaos.HoldTerminating(TestCluster.Namespace, name);
        cluster.Chaos.Evict(TestCluster.Namespace, name);
        cluster.Run(3600);
        Assert.True(cluster.Pod.IsDeleting());
        cluster.Chaos.HoldTerminating(TestCluster.Namespace, name, hold: false);
        cluster.RunOut();
        Assert.NotNull(cluster.Condition("Complete"));
    }
}
