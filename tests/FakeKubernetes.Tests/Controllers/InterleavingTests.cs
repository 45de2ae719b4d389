using System.Diagnostics;
using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Controllers;
using RL4VLM.FakeKubernetes.Controllers.Jobs;
using RL4VLM.FakeKubernetes.Controllers.Runners;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Tests.Controllers;

public class InterleavingTests
{
    // With a podFailurePolicy pods are replaced once they have ended, so in no order of events two of an index run at once.
    [Fact]
    public void In_any_order_of_events_jobs_end_and_no_index_runs_twice_at_once()
    {
        for (int seed = 0; seed < 300; seed++) RunSchedule(seed);
    }

    [Fact]
    public void The_same_seed_gives_the_same_pods()
    {
        Assert.Equal(RunSchedule(7), RunSchedule(7));
    }

    [Fact]
    public void A_thousand_jobs_take_seconds()
    {
        using var cluster = new TestCluster(_ => Script.Done("summary", TimeSpan.FromSeconds(5)));
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < 1000; i++) cluster.Store.Create(ResourceKind.Jobs, Objects.Job(name: $"job-{i}"));
        cluster.RunOut();
        Assert.Equal(1000, cluster.Store.List(ResourceKind.Jobs).Count(JobController.IsFinished));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"{watch.Elapsed}");
    }

    private static string RunSchedule(int seed)
    {
        var random = new Random(seed);
        int[] codes = [0, 0, 0, 1, 65];
        using var cluster = new TestCluster(
            _ => new Script { ExitCode = codes[random.Next(codes.Length)], Duration = TimeSpan.FromSeconds(random.Next(20)), StopsAfter = TimeSpan.FromSeconds(random.Next(40)) },
            new() { Seed = seed, AnyOrder = true, Nodes = [new("node-0"), new("node-1")] }, maximumPods: 3);
        cluster.Store.Create(ResourceKind.Jobs, Objects.Job("""
            {"completions": 4, "parallelism": 3, "completionMode": "Indexed", "backoffLimitPerIndex": 3, "podFailurePolicy": {"rules": [
             {"action": "FailIndex", "onExitCodes": {"operator": "In", "values": [65]}},
             {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget"}]}]}}
            """));
        for (int i = 0; i < 60; i++)
        {
            for (int step = random.Next(8); step > 0; step--) cluster.Manager.StepOnce();
            if (random.Next(3) == 0) Disturb(cluster, random);
            if (random.Next(2) == 0) cluster.Clock.Advance(TimeSpan.FromSeconds(random.Next(10)));
        }

        foreach (string node in (string[])["node-0", "node-1"])
        {
            cluster.Chaos.Cordon(node, cordoned: false);
            cluster.Chaos.RecoverNode(node);
        }

        cluster.Store.Update(ResourceKind.Jobs, TestCluster.Namespace, "job", job => job["spec"]!["suspend"] = false);
        cluster.RunOut();
        JsonObject ended = cluster.Job();
        Assert.True(JobController.IsFinished(ended), $"seed {seed}: {ended["status"]}");
        Assert.Empty(cluster.Manager.Pods.Overlaps(record => record.Index));
        Assert.Empty(cluster.Manager.Pods.Running);
        Assert.Equal((0L, 0L), (ended.Number("status", "active"), ended.Number("status", "terminating")));
        CompletionIndexes succeeded = CompletionIndexes.Parse(ended.Text("status", "completedIndexes"), 4);
        CompletionIndexes failed = CompletionIndexes.Parse(ended.Text("status", "failedIndexes"), 4);
        for (int index = 0; index < 4; index++)
        {
            Assert.True(succeeded.Contains(index) != failed.Contains(index), $"seed {seed}: index {index} of {ended["status"]}");
            if (succeeded.Contains(index)) Assert.Contains(cluster.Log, record => record.Index == index && record.Outcome == "Succeeded");
        }

        return string.Join('\n', cluster.Log.Select(record => $"{record.Pod} {record.Started} {record.Outcome}"));
    }

    private static void Disturb(TestCluster cluster, Random random)
    {
        JsonObject[] pods = [.. cluster.Pods];
        string? pod = pods.Length == 0 ? null : pods[random.Next(pods.Length)].Name();
        switch (random.Next(8))
        {
            case 0 when pod is not null:
                cluster.Chaos.Evict(TestCluster.Namespace, pod);
                break;
            case 1 when pod is not null:
                cluster.Chaos.Kill(TestCluster.Namespace, pod);
                break;
            case 2 when pod is not null:
                cluster.Chaos.DeletePod(TestCluster.Namespace, pod);
                break;
            case 3:
                cluster.Chaos.Drain("node-1");
                break;
            case 4:
                cluster.Chaos.FailNode("node-0");
                break;
            case 5:
                cluster.Chaos.RecoverNode("node-0");
                break;
            case 6:
                cluster.Store.Update(ResourceKind.Jobs, TestCluster.Namespace, "job", job => job["spec"]!["suspend"] = random.Next(2) == 0);
                break;
            default:
                cluster.Chaos.Cordon("node-1", cordoned: false);
                break;
        }
    }
}
