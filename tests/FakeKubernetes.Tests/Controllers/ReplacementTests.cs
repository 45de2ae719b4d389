using RL4VLM.FakeKubernetes.Controllers;
using RL4VLM.FakeKubernetes.Controllers.Runners;

namespace RL4VLM.FakeKubernetes.Tests.Controllers;

public class ReplacementTests
{
    private static readonly Script Slow = Script.Forever with { StopsAfter = TimeSpan.FromSeconds(25) };

    // By default a pod that terminates is replaced after the back-off of ten seconds; otherwise not before it has stopped.
    [Theory]
    [InlineData("""{}""", 10, true)]
    [InlineData("""{"podReplacementPolicy": "TerminatingOrFailed"}""", 10, true)]
    [InlineData("""{"podReplacementPolicy": "Failed"}""", 35, false)]
    [InlineData("""{"podFailurePolicy": {"rules": []}}""", 35, false)]
    public void The_replacement_policy_says_when_a_deleted_pod_is_replaced(string spec, int seconds, bool overlaps)
    {
        using var cluster = new TestCluster(start => start.Attempt == 0 ? Slow : Script.Done(duration: TimeSpan.FromSeconds(60)));
        cluster.Create(Objects.Job(spec));
        cluster.Chaos.DeletePod(TestCluster.Namespace, cluster.Pod.Name());
        cluster.Idle();
        Assert.Equal(1, cluster.Job().Number("status", "terminating"));
        cluster.RunOut();
        Assert.Equal(2, cluster.Log.Count);
        Assert.Equal(seconds, (cluster.Log[1].Started - cluster.Log[0].Started).TotalSeconds);
        Assert.Equal(overlaps, cluster.Manager.Pods.Overlaps(record => (record.Job, record.Index)).Count > 0);
        Assert.Equal((1L, 1L), (cluster.Job().Number("status", "failed"), cluster.Job().Number("status", "succeeded")));
    }

    [Fact]
    public void Suspending_stops_the_pods_without_counting_them_and_resuming_restarts_the_clock()
    {
        using var cluster = new TestCluster();
        cluster.Create(Objects.Job("""{"completions": 2, "parallelism": 2, "activeDeadlineSeconds": 100, "backoffLimit": 0}"""));
        cluster.Run(50);
        cluster.ChangeJob(job => job["spec"]!["suspend"] = true);
        Assert.Empty(cluster.Pods);
        Assert.Empty(cluster.Manager.Pods.Running);
        Assert.Equal("JobSuspended", cluster.Condition("Suspended"));
        Assert.Equal((0L, 0L), (cluster.Job().Number("status", "active"), cluster.Job().Number("status", "failed")));
        cluster.Run(500);
        cluster.ChangeJob(job => job["spec"]!["suspend"] = false);
        Assert.Equal("JobResumed", cluster.Job()["status"].Condition("Suspended").Text("reason"));
        Assert.Equal("2026-01-01T00:09:10Z", cluster.Job().Text("status", "startTime"));
        Assert.Equal(2, cluster.Pods.Count);
        cluster.Run(99);
        Assert.Null(cluster.Condition("Failed"));
        cluster.Run(1);
        Assert.Equal("DeadlineExceeded", cluster.Condition("Failed"));
    }

    [Fact]
    public void A_suspended_pod_is_gone_only_when_its_process_is()
    {
        using var cluster = new TestCluster(_ => Slow);
        cluster.Create(Objects.Job());
        cluster.ChangeJob(job => job["spec"]!["suspend"] = true);
        Assert.True(cluster.Pod.IsDeleting());
        Assert.Equal((0L, 1L), (cluster.Job().Number("status", "active"), cluster.Job().Number("status", "terminating")));
        cluster.Run(25);
        Assert.Empty(cluster.Pods);
        Assert.Equal(0, cluster.Job().Number("status", "terminating"));
    }

    [Fact]
    public void A_job_created_suspended_starts_when_resumed()
    {
        using var cluster = new TestCluster(_ => Script.Done());
        cluster.Create(Objects.Job("""{"suspend": true}"""));
        Assert.Empty(cluster.Pods);
        Assert.Null(cluster.Job().Text("status", "startTime"));
        cluster.Run(20);
        cluster.ChangeJob(job => job["spec"]!["suspend"] = false);
        Assert.Equal("2026-01-01T00:00:20Z", cluster.Job().Text("status", "startTime"));
        Assert.NotNull(cluster.Condition("Complete"));
    }
}
