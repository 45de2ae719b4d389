using System.Text.Json.Nodes;
using RL4VLM.FakeKubernetes.Controllers;
using RL4VLM.FakeKubernetes.Controllers.Pods;
using RL4VLM.FakeKubernetes.Controllers.Runners;
using RL4VLM.FakeKubernetes.Storage;

namespace RL4VLM.FakeKubernetes.Tests.Controllers;

public class PodLifecycleTests
{
    [Fact]
    public void A_running_pod_is_scheduled_initialized_and_ready()
    {
        using var cluster = new TestCluster();
        cluster.Create(Objects.Job());
        JsonNode status = cluster.Pod["status"]!;
        Assert.Equal("Running", status.Text("phase"));
        foreach (string condition in (string[])["PodScheduled", "Initialized", "ContainersReady", "Ready"]) Assert.True(status.HasCondition(condition), condition);
        Assert.Equal("node-0", cluster.Pod.Text("spec", "nodeName"));
        JsonObject container = Assert.Single(status.Items("containerStatuses"));
        Assert.True(container.Flag("ready") && container.At("state", "running", "startedAt") is not null);
    }

    [Fact]
    public void A_slow_start_stays_in_ContainerCreating()
    {
        using var cluster = new TestCluster(options: new() { SlowStart = _ => TimeSpan.FromSeconds(30) });
        cluster.Create(Objects.Job());
        Assert.Equal(("Pending", "ContainerCreating"), Waiting(cluster));
        Assert.Equal((1L, 0L), (cluster.Job().Number("status", "active"), cluster.Job().Number("status", "ready")));
        cluster.Run(30);
        Assert.Equal(1, cluster.Job().Number("status", "ready"));
    }

    [Fact]
    public void A_missing_image_is_ErrImagePull_then_ImagePullBackOff_until_it_is_there()
    {
        using var cluster = new TestCluster();
        cluster.Manager.Images.Remove("image");
        cluster.Create(Objects.Job());
        Assert.Equal(("Pending", "ErrImagePull"), Waiting(cluster));
        cluster.Run(10);
        Assert.Equal(("Pending", "ImagePullBackOff"), Waiting(cluster));
        Assert.Null(cluster.Manager.NextTimer());
        cluster.Manager.Images.Restore("image");
        cluster.Idle();
        Assert.Equal("Running", cluster.Pod.Text("status", "phase"));
        Assert.Equal(0, cluster.Job().Number("status", "failed"));
    }

    [Theory]
    [InlineData("""{"env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "secret", "key": "k"}}}]}""", """secret "secret" not found""")]
    [InlineData("""{"env": [{"name": "A", "valueFrom": {"configMapKeyRef": {"name": "there", "key": "k"}}}]}""", "couldn't find key k in ConfigMap default/there")]
    [InlineData("""{"envFrom": [{"configMapRef": {"name": "map"}}]}""", """configmap "map" not found""")]
    [InlineData("""{"envFrom": [{"secretRef": {"name": "secret", "optional": true}}], "env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "secret", "key": "k", "optional": true}}}]}""", null)]
    public void A_missing_reference_is_CreateContainerConfigError_until_it_is_there(string container, string? message)
    {
        using var cluster = new TestCluster();
        cluster.Store.Create(ResourceKind.ConfigMaps, Objects.Named("ConfigMap", "there"));
        cluster.Create(JobWith(container));
        if (message is null)
        {
            Assert.Equal("Running", cluster.Pod.Text("status", "phase"));
            return;
        }

        Assert.Equal(("Pending", "CreateContainerConfigError"), Waiting(cluster));
        Assert.Equal(message, cluster.Pod.Items("status", "containerStatuses").Single().Text("state", "waiting", "message"));
        cluster.Store.Update(ResourceKind.ConfigMaps, TestCluster.Namespace, "there", map => map.Ensure("data")["k"] = "v");
        cluster.Store.Create(ResourceKind.ConfigMaps, Objects.Named("ConfigMap", "map"));
        cluster.Store.Create(ResourceKind.Secrets, Objects.Named("Secret", "secret", """{"data": {"k": "dg=="}}"""));
        cluster.Idle();
        Assert.Equal("Running", cluster.Pod.Text("status", "phase"));
    }

    [Fact]
    public void A_volume_that_cannot_be_mounted_keeps_ContainerCreating_and_says_FailedMount()
    {
        using var cluster = new TestCluster();
        cluster.Create(Objects.Job("""{"template": {"spec": {"volumes": [{"name": "manifest", "configMap": {"name": "map", "items": [{"key": "k", "path": "f"}]}}]}}}"""));
        Assert.Equal(("Pending", "ContainerCreating"), Waiting(cluster));
        JsonObject problem = Assert.Single(cluster.Store.List(ResourceKind.Events));
        Assert.Equal(("FailedMount", """MountVolume.SetUp failed for volume "manifest" : configmap "map" not found"""), (problem.Text("reason"), problem.Text("message")));
        cluster.Store.Create(ResourceKind.ConfigMaps, Objects.Named("ConfigMap", "map", """{"data": {"k": "v"}}"""));
        cluster.Idle();
        Assert.Equal("Running", cluster.Pod.Text("status", "phase"));
    }

    [Theory]
    [InlineData(0, false, "Succeeded", "Completed")]
    [InlineData(70, false, "Failed", "Error")]
    [InlineData(137, true, "Failed", "OOMKilled")]
    public void The_end_of_the_container_is_in_its_state(int exitCode, bool outOfMemory, string phase, string reason)
    {
        using var cluster = new TestCluster(_ => new Script { ExitCode = exitCode, OutOfMemory = outOfMemory, Duration = TimeSpan.FromSeconds(2) });
        cluster.Create(Objects.Job("""{"backoffLimit": 0}"""));
        cluster.Run(2);
        JsonNode terminated = cluster.Pod.Items("status", "containerStatuses").Single().At("state", "terminated")!;
        Assert.Equal((phase, reason, (long)exitCode), (cluster.Pod.Text("status", "phase"), terminated.Text("reason"), terminated.Number("exitCode")));
        Assert.Equal(("2026-01-01T00:00:00Z", "2026-01-01T00:00:02Z"), (terminated.Text("startedAt"), terminated.Text("finishedAt")));
    }

    [Fact]
    public void The_last_4096_bytes_of_the_termination_message_are_kept()
    {
        using var cluster = new TestCluster(_ => Script.Done(new string('a', 10) + new string('é', 2048)));
        cluster.Create(Objects.Job());
        Assert.Equal(new string('é', 2048), cluster.Pod.Items("status", "containerStatuses").Single().Text("state", "terminated", "message"));
    }

    [Fact]
    public void A_failure_without_a_message_may_fall_back_to_the_log()
    {
        using var cluster = new TestCluster(_ => Script.Fail(1) with { Log = "last words" });
        JsonObject job = JobWith("""{"terminationMessagePolicy": "FallbackToLogsOnError"}""");
        cluster.Create(job);
        Assert.Equal("last words", cluster.Pod.Items("status", "containerStatuses").Single().Text("state", "terminated", "message"));
    }

    [Fact]
    public void Init_containers_run_one_after_the_other_and_sidecars_beside()
    {
        var order = new List<string>();
        using var cluster = new TestCluster(start =>
        {
            order.Add($"{start.Name} {start.Role}");
            return start.Role == ContainerRole.Sidecar ? Script.Forever : Script.Done(duration: TimeSpan.FromSeconds(5));
        });
        cluster.Create(WithInits());
        Assert.Equal(["first Init"], order);
        cluster.Run(5);
        Assert.Equal(["first Init", "serve Sidecar", "last Init"], order);
        Assert.Equal("Pending", cluster.Pod.Text("status", "phase"));
        cluster.Run(5);
        Assert.Equal("stage Main", order[^1]);
        Assert.Equal("Running", cluster.Pod.Text("status", "phase"));
        cluster.Run(5);
        Assert.Equal("Succeeded", cluster.Pod.Text("status", "phase"));
        Assert.Equal(143, cluster.Pod.Items("status", "initContainerStatuses").ElementAt(1).Number("state", "terminated", "exitCode"));
        Assert.NotNull(cluster.Condition("Complete"));
    }

    [Fact]
    public void A_sidecar_that_ends_starts_again_and_one_that_ignores_SIGTERM_is_killed()
    {
        using var cluster = new TestCluster(start => start.Role != ContainerRole.Sidecar ? Script.Done(duration: TimeSpan.FromSeconds(60))
            : start.Restart == 0 ? Script.Fail(1) : Script.Forever with { StopsAfter = null });
        cluster.Create(WithInits("""[{"name": "serve", "image": "image", "restartPolicy": "Always"}]"""));
        cluster.Run(10);
        Assert.Equal(1, cluster.Pod.Items("status", "initContainerStatuses").Single().Number("restartCount"));
        cluster.RunOut();
        Assert.Equal("Succeeded", cluster.Pod.Text("status", "phase"));
        Assert.Equal(90, (cluster.Log.Single().Ended - cluster.Log.Single().Started)!.Value.TotalSeconds);
    }

    [Fact]
    public void A_failed_init_container_fails_the_pod()
    {
        using var cluster = new TestCluster(start => start.Name == "first" ? Script.Fail(1) : Script.Forever);
        cluster.Create(WithInits());
        Assert.Equal("Failed", cluster.Pod.Text("status", "phase"));
        Assert.Single(cluster.Log);
    }

    // 30 s is the default grace period.
    [Theory]
    [InlineData("{}", 3.0, 3, 143)]
    [InlineData("{}", null, 30, 137)]
    [InlineData("""{"terminationGracePeriodSeconds": 120}""", null, 120, 137)]
    public void A_deleted_pod_gets_SIGTERM_then_SIGKILL(string podSpec, double? stopsAfter, int gone, int exitCode)
    {
        using var cluster = new TestCluster(start => start.Attempt > 0 ? Script.Done()
            : Script.Forever with { StopsAfter = stopsAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null });
        cluster.Create(Objects.Job($$"""{"podReplacementPolicy": "Failed", "template": {"spec": {{podSpec}} } }"""));
        string name = cluster.Pod.Name();
        cluster.Chaos.DeletePod(TestCluster.Namespace, name);
        cluster.Run(gone - 1);
        Assert.True(cluster.Pod.IsDeleting());
        cluster.Run(1);
        Assert.DoesNotContain(cluster.Pods, pod => pod.Name() == name);
        Assert.Equal(("Failed", exitCode, (double)gone), (cluster.Log[0].Outcome, cluster.Log[0].ExitCode, (cluster.Log[0].Ended - cluster.Log[0].Started)!.Value.TotalSeconds));
    }

    [Fact]
    public void A_pod_deleted_before_its_summary_was_read_is_gone_and_stays_counted()
    {
        using var cluster = new TestCluster(_ => Script.Done("summary"));
        cluster.Create(Objects.Job());
        cluster.Chaos.DeletePod(TestCluster.Namespace, cluster.Pod.Name());
        cluster.Idle();
        Assert.Empty(cluster.Pods);
        Assert.Equal(1, cluster.Job().Number("status", "succeeded"));
        Assert.Single(cluster.Log);
    }

    [Fact]
    public void The_log_knows_every_pod_and_tells_as_it_goes()
    {
        using var cluster = new TestCluster(start => start.Attempt == 0 ? Script.Fail(3) : Script.Done());
        var told = new List<string>();
        cluster.Manager.Pods.Started += record => told.Add($"started {record.Job}");
        cluster.Manager.Pods.Finished += record => told.Add($"{record.Outcome} {record.ExitCode}");
        cluster.Create(Objects.Job());
        cluster.RunOut();
        Assert.Equal(["started job", "Failed 3", "started job", "Succeeded 0"], told);
        Assert.Empty(cluster.Manager.Pods.Overlaps(record => record.Job));
        Assert.Equal(["Failed", "Succeeded"], cluster.Log.Select(record => record.Outcome!));
    }

    private static (string?, string?) Waiting(TestCluster cluster) =>
        (cluster.Pod.Text("status", "phase"), cluster.Pod.Items("status", "containerStatuses").Single().Text("state", "waiting", "reason"));

    private static JsonObject JobWith(string container)
    {
        JsonObject job = Objects.Job();
        JsonObject stage = job.Items("spec", "template", "spec", "containers").Single();
        foreach ((string name, JsonNode? value) in JsonNode.Parse(container)!.AsObject()) stage[name] = value?.DeepClone();
        return job;
    }

    private static JsonObject WithInits(string inits = """
        [{"name": "first", "image": "image"}, {"name": "serve", "image": "image", "restartPolicy": "Always"}, {"name": "last", "image": "image"}]
        """)
    {
        JsonObject job = Objects.Job();
        job.Ensure("spec", "template", "spec")["initContainers"] = JsonNode.Parse(inits);
        return job;
    }
}
