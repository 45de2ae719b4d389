using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Controllers;
using RL4VLM.FakeKubernetes.Controllers.Jobs;
using RL4VLM.FakeKubernetes.Controllers.Runners;

namespace RL4VLM.FakeKubernetes.Tests.Controllers;

public class FailureTests
{
    [Fact]
    public void Failed_pods_are_replaced_after_ten_seconds_then_twenty_until_the_limit()
    {
        using var cluster = new TestCluster(_ => Script.Fail(1));
        cluster.Create(Objects.Job("""{"backoffLimit": 3}"""));
        cluster.RunOut();
        Assert.Equal([0, 10, 30, 70], cluster.Log.Select(record => (int)(record.Started - cluster.Log[0].Started).TotalSeconds));
        Assert.Equal("BackoffLimitExceeded", cluster.Condition("FailureTarget"));
        Assert.Equal("BackoffLimitExceeded", cluster.Condition("Failed"));
        Assert.Equal((4L, 0L), (cluster.Job().Number("status", "failed"), cluster.Job().Number("status", "active")));
        Assert.Equal(4, cluster.Pods.Count);
        Assert.Null(cluster.Job().Text("status", "completionTime"));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 10)]
    [InlineData(2, 20)]
    [InlineData(6, 320)]
    [InlineData(7, 360)]
    [InlineData(40, 360)]
    public void The_back_off_doubles_up_to_six_minutes(int failures, int seconds)
    {
        DateTimeOffset time = DateTimeOffset.UnixEpoch;
        Assert.Equal(seconds, JobBackoff.Remaining(failures, time, time).TotalSeconds);
        Assert.Equal(TimeSpan.Zero, JobBackoff.Remaining(failures, time, time.AddSeconds(seconds)));
    }

    [Fact]
    public void A_backoff_limit_of_zero_fails_at_the_first_failure_and_stops_the_others()
    {
        using var cluster = new TestCluster(start => start.Index == 0 ? Script.Fail(1) : Script.Forever);
        cluster.Create(Objects.Job("""{"completions": 2, "parallelism": 2, "completionMode": "Indexed", "backoffLimit": 0}"""));
        Assert.Equal("BackoffLimitExceeded", cluster.Condition("Failed"));
        Assert.Equal(2, cluster.Job().Number("status", "failed"));
        Assert.Empty(cluster.Manager.Pods.Running);
    }

    [Fact]
    public void The_job_is_failed_only_after_its_last_pod_stopped()
    {
        using var cluster = new TestCluster(start => start.Index == 0 ? Script.Fail(1) : Script.Forever with { StopsAfter = TimeSpan.FromSeconds(7) });
        cluster.Create(Objects.Job("""{"completions": 2, "parallelism": 2, "completionMode": "Indexed", "backoffLimit": 0}"""));
        Assert.Equal("BackoffLimitExceeded", cluster.Condition("FailureTarget"));
        Assert.Null(cluster.Condition("Failed"));
        Assert.Equal((0L, 1L), (cluster.Job().Number("status", "active"), cluster.Job().Number("status", "terminating")));
        cluster.Run(7);
        Assert.Equal("BackoffLimitExceeded", cluster.Condition("Failed"));
        Assert.Equal(0, cluster.Job().Number("status", "terminating"));
    }

    [Fact]
    public void Past_its_active_deadline_a_job_fails()
    {
        using var cluster = new TestCluster();
        cluster.Create(Objects.Job("""{"activeDeadlineSeconds": 60}"""));
        cluster.Run(59);
        Assert.Null(cluster.Condition("Failed"));
        cluster.Run(1);
        Assert.Equal("DeadlineExceeded", cluster.Condition("Failed"));
        Assert.Empty(cluster.Manager.Pods.Running);
    }

    [Fact]
    public void Each_index_has_its_own_limit_and_back_off()
    {
        using var cluster = new TestCluster(start => start.Index == 1 ? Script.Fail(1) : Script.Done(duration: TimeSpan.FromSeconds(15)));
        cluster.Create(Objects.Job("""{"completions": 3, "parallelism": 3, "completionMode": "Indexed", "backoffLimitPerIndex": 2}"""));
        cluster.Run(20);
        Assert.Equal("0,2", cluster.Job().Text("status", "completedIndexes"));
        Assert.Equal("", cluster.Job().Text("status", "failedIndexes"));
        cluster.RunOut();
        Assert.Equal([0, 10, 30], cluster.Log.Where(record => record.Index == 1).Select(record => (int)(record.Started - cluster.Log[0].Started).TotalSeconds));
        Assert.Equal("1", cluster.Job().Text("status", "failedIndexes"));
        Assert.Equal("FailedIndexes", cluster.Condition("Failed"));
        Assert.Equal((3L, 2L), (cluster.Job().Number("status", "failed"), cluster.Job().Number("status", "succeeded")));
    }

    [Fact]
    public void Replacements_carry_the_failures_of_their_index()
    {
        using var cluster = new TestCluster(_ => Script.Fail(1));
        cluster.Create(Objects.Job("""{"completions": 1, "completionMode": "Indexed", "backoffLimitPerIndex": 2}"""));
        cluster.RunOut();
        Assert.Equal(["0", "1", "2"], cluster.Pods.OrderBy(pod => pod.Text("metadata", "creationTimestamp"), StringComparer.Ordinal)
            .Select(pod => pod.Text("metadata", "annotations", "batch.kubernetes.io/job-index-failure-count")));
        Assert.All(cluster.Pods, pod => Assert.Empty(pod.Texts("metadata", "finalizers")));
    }

    [Fact]
    public void More_failed_indexes_than_allowed_stop_the_job()
    {
        using var cluster = new TestCluster(start => start.Index < 2 ? Script.Fail(1) : Script.Forever);
        cluster.Create(Objects.Job("""{"completions": 4, "parallelism": 4, "completionMode": "Indexed", "backoffLimitPerIndex": 0, "maxFailedIndexes": 1}"""));
        Assert.Equal("MaxFailedIndexesExceeded", cluster.Condition("Failed"));
        Assert.Equal("0,1", cluster.Job().Text("status", "failedIndexes"));
        Assert.Empty(cluster.Manager.Pods.Running);
    }

    [Fact]
    public void Restarts_in_place_count_against_the_limit()
    {
        using var cluster = new TestCluster(_ => Script.Fail(1));
        cluster.Create(Objects.Job("""{"backoffLimit": 2, "template": {"spec": {"restartPolicy": "OnFailure"}}}"""));
        Assert.Equal("CrashLoopBackOff", cluster.Pod.Items("status", "containerStatuses").Single().Text("state", "waiting", "reason"));
        cluster.RunOut();
        Assert.Equal("BackoffLimitExceeded", cluster.Condition("Failed"));
        Assert.Single(cluster.Log);
    }

    // Rules in order, the first that matches decides; exit 0 of other containers and containers of another name do not match.
    public static TheoryData<string, int, string?, int> Policies => new()
    {
        { """[{"action": "FailJob", "onExitCodes": {"containerName": "stage", "operator": "In", "values": [65, 70, 78]}}]""", 70, "PodFailurePolicy", 1 },
        { """[{"action": "FailJob", "onExitCodes": {"containerName": "stage", "operator": "In", "values": [65, 70, 78]}}]""", 75, "BackoffLimitExceeded", 2 },
        { """[{"action": "FailJob", "onExitCodes": {"containerName": "other", "operator": "In", "values": [70]}}]""", 70, "BackoffLimitExceeded", 2 },
        { """[{"action": "FailJob", "onExitCodes": {"operator": "NotIn", "values": [75]}}]""", 70, "PodFailurePolicy", 1 },
        { """[{"action": "FailJob", "onExitCodes": {"operator": "NotIn", "values": [75]}}]""", 75, "BackoffLimitExceeded", 2 },
        { """[{"action": "Count", "onExitCodes": {"operator": "In", "values": [70]}}, {"action": "FailJob", "onExitCodes": {"operator": "In", "values": [70]}}]""", 70, "BackoffLimitExceeded", 2 },
        { """[{"action": "FailJob", "onPodConditions": [{"type": "DisruptionTarget", "status": "True"}]}]""", 70, "BackoffLimitExceeded", 2 },
        { """[{"action": "Ignore", "onExitCodes": {"operator": "In", "values": [70]}}]""", 70, null, 0 },
    };

    [Theory]
    [MemberData(nameof(Policies))]
    public void A_pod_failure_policy_decides_by_its_first_matching_rule(string rules, int exitCode, string? reason, int failed)
    {
        using var cluster = new TestCluster(start => start.Name == "stage" && start.Attempt < 4 ? Script.Fail(exitCode) : Script.Done());
        cluster.Create(Objects.Job($$"""
            {"backoffLimit": 1, "podFailurePolicy": {"rules": {{rules}} }, "template": {"spec": {"initContainers": [{"name": "other", "image": "image"}] } } }
            """));
        cluster.RunOut();
        Assert.Equal(reason, cluster.Condition("Failed"));
        Assert.Equal(reason is null, cluster.Condition("Complete") is not null);
        Assert.Equal(failed, cluster.Job().Number("status", "failed"));
        if (reason == "PodFailurePolicy")
        {
            Assert.Equal($"Container stage for pod default/{cluster.Log[0].Pod} failed with exit code {exitCode} matching FailJob rule at index 0",
                cluster.Job()["status"].Condition("Failed").Text("message"));
        }
    }

    [Fact]
    public void Exit_codes_of_init_containers_count_too()
    {
        using var cluster = new TestCluster(start => start.Role == ContainerRole.Init ? Script.Fail(65) : Script.Done());
        cluster.Create(Objects.Job("""
            {"podFailurePolicy": {"rules": [{"action": "FailJob", "onExitCodes": {"operator": "In", "values": [65]}}]},
             "template": {"spec": {"initContainers": [{"name": "prepare", "image": "image"}] } } }
            """));
        Assert.Equal("PodFailurePolicy", cluster.Condition("Failed"));
    }

    [Fact]
    public void FailIndex_gives_an_index_up_at_once()
    {
        using var cluster = new TestCluster(start => start.Index == 0 ? Script.Fail(65) : Script.Done(duration: TimeSpan.FromSeconds(3)));
        cluster.Create(Objects.Job("""
            {"completions": 2, "parallelism": 2, "completionMode": "Indexed", "backoffLimitPerIndex": 5,
             "podFailurePolicy": {"rules": [{"action": "FailIndex", "onExitCodes": {"operator": "In", "values": [65, 70]}}]}}
            """));
        Assert.Equal("0", cluster.Job().Text("status", "failedIndexes"));
        Assert.Null(cluster.Condition("Failed"));
        cluster.RunOut();
        Assert.Equal("FailedIndexes", cluster.Condition("Failed"));
        Assert.Equal("1", cluster.Job().Text("status", "completedIndexes"));
        Assert.Equal(2, cluster.Log.Count);
    }

    [Fact]
    public void Ignored_failures_wait_too_and_do_not_count()
    {
        using var cluster = new TestCluster(start => start.Attempt == 0 ? Script.Forever : Script.Done());
        cluster.Create(Objects.Job("""
            {"backoffLimit": 0, "podFailurePolicy": {"rules": [{"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget"}]}]}}
            """));
        cluster.Chaos.Evict(TestCluster.Namespace, cluster.Pod.Name());
        cluster.Idle();
        Assert.Single(cluster.Log);
        cluster.Run(10);
        Assert.Equal(2, cluster.Log.Count);
        Assert.NotNull(cluster.Condition("Complete"));
        Assert.Equal(0, cluster.Job().Number("status", "failed"));
    }

    [Fact]
    public void Finished_jobs_go_after_their_time_to_live_with_their_pods()
    {
        using var cluster = new TestCluster(_ => Script.Done());
        cluster.Create(Objects.Job("""{"ttlSecondsAfterFinished": 30}"""));
        cluster.Run(29);
        Assert.Single(cluster.Pods);
        cluster.Run(1);
        Assert.Empty(cluster.Pods);
        Assert.Null(cluster.Store.Get(FakeKubernetes.Storage.ResourceKind.Jobs, TestCluster.Namespace, "job"));
    }
}
