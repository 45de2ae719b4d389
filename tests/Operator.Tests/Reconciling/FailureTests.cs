using k8s.Models;
using RL4VLM.Core.Manifest;
using RL4VLM.Operator.Jobs;
using RL4VLM.Operator.Reconciling;

namespace RL4VLM.Operator.Tests.Reconciling;

public sealed class FailureTests
{
    [Theory]
    [InlineData("PodFailurePolicy", 65, Reasons.CorruptArtifact)]
    [InlineData("PodFailurePolicy", 70, Reasons.StageError)]
    [InlineData("PodFailurePolicy", 78, Reasons.RefusedByStage)]
    [InlineData("BackoffLimitExceeded", 75, Reasons.RestartsExceeded)]
    [InlineData("DeadlineExceeded", 143, Reasons.DeadlineExceeded)]
    public void A_failed_job_fails_the_run_with_the_stage_s_own_words(string jobReason, int exitCode, string reason)
    {
        var world = new World();
        world.Settle();
        world.Fail(world.Job("initialize"), jobReason, exitCode, "reading\nrl4vlm-learner: checkpoints/0000: its SHA-256 is wrong\n");
        world.Settle();
        RunCondition failed = world.Condition(Reasons.Failed);
        Assert.Equal(("True", reason), (failed.Status, failed.Reason));
        Assert.Contains($"initialize failed: exit code {exitCode}: rl4vlm-learner: checkpoints/0000: its SHA-256 is wrong", failed.Message, StringComparison.Ordinal);
        Assert.Equal(RunPhase.Failed, world.Status.Phase);
        Assert.NotNull(world.Status.CompletionTime);
    }

    [Fact]
    public void A_failure_whose_pod_is_gone_gives_the_job_controller_s_words()
    {
        var world = new World();
        world.Settle();
        world.Fail(world.Job("initialize"), "BackoffLimitExceeded");
        world.Pods.Clear();
        world.Settle();
        Assert.Contains("the Job controller's words", world.Condition(Reasons.Failed).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_evaluation_stops_what_runs_beside_it()
    {
        var world = new World("ppo: {iterations: 2}");
        world.Play(() => world.Status.Iteration == 0);
        world.Fail(world.Job("evaluate"), "BackoffLimitExceeded");
        world.Settle();
        Assert.NotNull(world.Job("collect", 1).Metadata.DeletionTimestamp);
        world.Collect();
        world.Settle();
        Assert.DoesNotContain(world.Status.Stages!, stage => stage.Active > 0);
    }

    [Fact]
    public void Restarts_are_counted_once_over_the_whole_run()
    {
        var world = new World("ppo: {iterations: 1}");
        world.Settle();
        world.Job("initialize").Status.Failed = 2;
        world.Settle();
        Assert.Equal(2, world.Status.Restarts);
        world.Job("initialize").Status.Failed = 3;
        world.Complete(world.Job("initialize"));
        world.Settle();
        world.Settle();
        Assert.Equal(3, world.Status.Restarts);
        world.Job("demonstrate").Status.Failed = 1;
        world.Play();
        Assert.Equal(4, world.Status.Restarts);
    }

    [Fact]
    public void A_summary_not_seen_yet_is_waited_for()
    {
        var world = new World();
        world.Settle();
        V1Job job = world.Complete(world.Job("initialize"), summary: false);
        Decision decision = world.Reconcile();
        Assert.Empty(decision.Delete);
        Assert.InRange(decision.Again!.Value.TotalSeconds, 1, 15);
        Assert.DoesNotContain(world.Events, happened => happened.Reason == "SummaryLost");
        Assert.Equal(RunPhase.Initializing, world.Status.Phase);
        Assert.Null(job.Metadata.DeletionTimestamp);
    }

    [Fact]
    public void A_job_whose_summary_is_lost_is_created_again_under_its_name()
    {
        var world = new World();
        world.Settle();
        V1Job job = world.Complete(world.Job("initialize"), summary: false);
        world.Now = world.Now.AddSeconds(20);
        world.Settle();
        Assert.NotNull(job.Metadata.DeletionTimestamp);
        Assert.Single(world.Events, happened => happened.Reason == "SummaryLost");
        Assert.Single(world.Jobs);
        world.Collect();
        world.Settle();
        Assert.Equal(job.Metadata.Name, world.Job("initialize").Metadata.Name);
        world.Complete(world.Job("initialize"));
        world.Settle();
        Assert.Equal(RunPhase.Demonstrating, world.Status.Phase);
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("{\"stage\":\"sft\",\"iteration\":0}")]
    public void A_damaged_or_foreign_summary_counts_as_lost(string message)
    {
        var world = new World();
        world.Settle();
        V1Job job = world.Complete(world.Job("initialize"), summary: false);
        world.Pod(job, "Succeeded", 0, message);
        world.Now = world.Now.AddSeconds(20);
        world.Reconcile();
        Assert.NotNull(job.Metadata.DeletionTimestamp);
    }

    [Theory]
    [InlineData("Unschedulable", Reasons.Unschedulable)]
    [InlineData("ErrImagePull", Reasons.ImagePullBackOff)]
    [InlineData("ImagePullBackOff", Reasons.ImagePullBackOff)]
    [InlineData("CreateContainerConfigError", Reasons.CreateContainerConfigError)]
    public void What_keeps_a_pod_from_starting_is_a_condition_s_reason(string found, string reason)
    {
        var world = new World();
        world.Settle();
        V1Pod pod = world.Pod(world.Job("initialize"), "Pending");
        if (found == "Unschedulable") pod.Status.Conditions = [new V1PodCondition { Type = "PodScheduled", Status = "False", Reason = found, Message = "0/3 nodes are available: 3 Insufficient nvidia.com/gpu." }];
        else pod.Status.ContainerStatuses = [new V1ContainerStatus { Name = "stage", State = new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = found, Message = "secret \"store\" not found" } } }];
        world.Settle();
        RunCondition condition = world.Condition(Reasons.Progressing);
        Assert.Equal(("False", reason), (condition.Status, condition.Reason));
        Assert.Contains(pod.Metadata.Name, condition.Message, StringComparison.Ordinal);
        Assert.Single(world.Events, happened => happened.Warning && happened.Reason == reason);
        pod.Status = new V1PodStatus { Phase = "Running" };
        world.Settle();
        Assert.Equal(("True", Reasons.StageRunning), (world.Condition(Reasons.Progressing).Status, world.Condition(Reasons.Progressing).Reason));
    }

    [Fact]
    public void A_job_that_gets_no_pod_says_so()
    {
        var world = new World();
        world.Settle();
        Assert.NotNull(world.Decide().Again);
        world.Now = world.Now.AddSeconds(31);
        world.Settle();
        Assert.Equal(Reasons.NoPods, world.Condition(Reasons.Progressing).Reason);
    }

    [Fact]
    public void A_job_that_the_api_refuses_says_so()
    {
        var world = new World { Rejection = "Job a was refused: exceeded quota: jobs" };
        world.Reconcile();
        Assert.Equal((Reasons.JobRejected, "Job a was refused: exceeded quota: jobs"), (world.Condition(Reasons.Progressing).Reason, world.Condition(Reasons.Progressing).Message));
    }

    [Fact]
    public void The_deadline_fails_the_run_and_stops_its_jobs()
    {
        var world = new World("lifecycle: {activeDeadlineSeconds: 60}");
        world.Settle();
        Assert.InRange(world.Decide().Again!.Value.TotalSeconds, 1, 60);
        world.Now = world.Now.AddSeconds(60);
        world.Settle();
        Assert.Equal(Reasons.DeadlineExceeded, world.Condition(Reasons.Failed).Reason);
        Assert.NotNull(world.Job("initialize").Metadata.DeletionTimestamp);
    }

    [Fact]
    public void A_run_is_deleted_some_time_after_its_end()
    {
        var world = new World("ppo: {iterations: 0}\nlifecycle: {ttlSecondsAfterFinished: 100}");
        world.Play();
        Assert.InRange(world.Reconcile().Again!.Value.TotalSeconds, 1, 100);
        Assert.False(world.RunDeleted);
        world.Now = world.Now.AddSeconds(100);
        world.Reconcile();
        Assert.True(world.RunDeleted);
    }

    [Fact]
    public void A_pod_that_does_not_end_and_holds_up_its_successor_says_so()
    {
        var world = new World();
        world.Settle();
        V1Pod pod = world.Pod(world.Job("initialize"));
        pod.Metadata.DeletionTimestamp = world.Now.UtcDateTime;
        world.Settle();
        Assert.Equal(Reasons.StageRunning, world.Condition(Reasons.Progressing).Reason);
        Assert.InRange(world.Decide().Again!.Value.TotalSeconds, 1, 60);
        world.Now = world.Now.AddSeconds(60);
        world.Settle();
        Assert.Equal(Reasons.PodStuck, world.Condition(Reasons.Progressing).Reason);
    }

    [Fact]
    public void Containers_that_are_not_created_for_minutes_are_named()
    {
        var world = new World();
        world.Settle();
        V1Pod pod = world.Pod(world.Job("initialize"), "Pending");
        pod.Metadata.CreationTimestamp = world.Now.UtcDateTime;
        pod.Status.ContainerStatuses = [new V1ContainerStatus { Name = "stage", State = new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = "ContainerCreating" } } }];
        world.Settle();
        Assert.Equal(Reasons.StageRunning, world.Condition(Reasons.Progressing).Reason);
        world.Now = world.Now.AddMinutes(5);
        world.Settle();
        Assert.Equal(Reasons.ContainersNotCreated, world.Condition(Reasons.Progressing).Reason);
    }

    [Theory]
    [InlineData("DeadlineExceeded", null, "it took longer than spec.failurePolicy.stageTimeoutSeconds")]
    [InlineData(null, "OOMKilled", "exit code 137 (OOMKilled)")]
    public void A_timeout_and_the_lack_of_memory_are_named(string? podReason, string? containerReason, string words)
    {
        var world = new World();
        world.Settle();
        world.Fail(world.Job("initialize"), "BackoffLimitExceeded", 137);
        V1Pod pod = world.Pods[^1];
        pod.Status.Reason = podReason;
        pod.Status.ContainerStatuses[0].State.Terminated.Reason = containerReason;
        world.Settle();
        Assert.Contains($"initialize failed: {words}", world.Condition(Reasons.Failed).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0 %\nrl4vlm-learner: these fields cannot change any more:\n  spec.seed: the run has 1, the manifest says 2\nput the stored values back\n   at RL4VLM.Core.Somewhere")]
    [InlineData("""
        is cut","level":"info"}
        {"time":"2026-11-28T12:05:06.078Z","level":"info","logger":"progress","message":"initialize 0: 0 % rl4vlm-learner"}
        {"time":"2026-11-28T12:05:07.078Z","level":"error","logger":"rl4vlm-learner","message":"these fields cannot change any more:\n  spec.seed: the run has 1, the manifest says 2\nput the stored values back","exit_code":78}
        """)]
    [InlineData("""{"time":"2026-11-28T12:05:07.078Z","level":"error","logger":"rl4vlm-learner","message":"these fields cannot change any more","exception":"spec.seed: the run has 1, the manifest says 2\nput the stored values back\n   at RL4VLM.Core.Somewhere"}""")]
    public void All_that_a_stage_says_is_shown_without_the_stack_below_it(string log)
    {
        var world = new World();
        world.Settle();
        world.Fail(world.Job("initialize"), "PodFailurePolicy", 78, log);
        world.Settle();
        Assert.Contains("rl4vlm-learner: these fields cannot change any more: spec.seed: the run has 1, the manifest says 2 put the stored values back (kubectl", world.Condition(Reasons.Failed).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_iterations_after_success_are_not_held_to_the_old_deadline()
    {
        var world = new World("ppo: {iterations: 0}\nlifecycle: {activeDeadlineSeconds: 3600}");
        world.Play();
        world.Now = world.Now.AddHours(5);
        world.SetSpec("ppo: {iterations: 1}\nlifecycle: {activeDeadlineSeconds: 3600}");
        world.Play();
        Assert.Equal(RunPhase.Succeeded, world.Status.Phase);
    }
}
