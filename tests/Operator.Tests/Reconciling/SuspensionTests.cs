using k8s.Models;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Operator.Jobs;
using RL4VLM.Operator.Reconciling;

namespace RL4VLM.Operator.Tests.Reconciling;

public sealed class SuspensionTests
{
    private const string Suspend = "lifecycle: {suspend: true}";

    [Fact]
    public void A_suspended_run_has_no_pod_left_before_it_says_so()
    {
        var world = new World();
        world.Settle();
        V1Job job = world.Job("initialize");
        world.Pod(job);
        world.SetSpec(Suspend);
        world.Settle();
        Assert.NotNull(job.Metadata.DeletionTimestamp);
        Assert.Equal(("False", Reasons.Suspending), (world.Condition(Reasons.Suspended).Status, world.Condition(Reasons.Suspended).Reason));
        world.Collect();
        world.Settle();
        Assert.Equal("True", world.Condition(Reasons.Suspended).Status);
        Assert.Equal(RunPhase.Suspended, world.Status.Phase);
        Assert.Empty(world.Jobs);
    }

    [Fact]
    public void A_resumed_run_creates_its_jobs_again_and_ends()
    {
        var world = new World("ppo: {iterations: 1}");
        world.Play(() => world.Status.Iteration == 0);
        world.SetSpec("ppo: {iterations: 1}\n" + Suspend);
        world.Settle();
        world.Collect();
        world.Settle();
        Assert.Equal(RunPhase.Suspended, world.Status.Phase);
        world.SetSpec("ppo: {iterations: 1}");
        world.Play();
        Assert.Equal(RunPhase.Succeeded, world.Status.Phase);
        Assert.Single(world.Events, happened => happened.Reason == "Resumed");
    }

    [Fact]
    public void A_stage_that_ends_while_the_run_is_suspended_counts()
    {
        var world = new World();
        world.Settle();
        world.Complete(world.Job("initialize"));
        world.SetSpec(Suspend);
        world.Settle();
        Assert.Equal("initialize", Assert.Single(world.Status.Completed!).Stage);
        Assert.Equal(RunPhase.Suspended, world.Status.Phase);
    }

    [Fact]
    public void A_run_created_suspended_does_not_start()
    {
        var world = new World(Suspend);
        world.Settle();
        Assert.Empty(world.Jobs);
        Assert.Null(world.Status.StartTime);
        Assert.Equal(RunPhase.Suspended, world.Status.Phase);
    }

    [Fact]
    public void Another_controller_s_run_is_left_alone()
    {
        var world = new World("lifecycle: {managedBy: example.com/other}");
        Decision decision = world.Reconcile();
        Assert.Equal(Decision.LeaveAlone, decision);
        Assert.Null(world.Run.Status);
    }

    [Fact]
    public void Another_controller_s_run_need_not_be_valid_for_us()
    {
        var world = new World();
        world.SetSpec(System.Text.Json.JsonDocument.Parse("""{"lifecycle":{"managedBy":"example.com/other"},"new":1}""").RootElement);
        Assert.Equal(Decision.LeaveAlone, world.Reconcile());
    }

    [Fact]
    public void In_a_queue_jobs_are_created_suspended_with_kueue_s_label_and_shown_as_queued()
    {
        var world = new World("lifecycle: {queueName: gpus}");
        world.Settle();
        V1Job job = world.Job("initialize");
        Assert.True(job.Spec.Suspend);
        Assert.Equal("gpus", job.Metadata.Labels[Labels.Queue]);
        world.Now = world.Now.AddHours(1);
        world.Settle();
        Assert.Equal(Reasons.Queued, world.Condition(Reasons.Progressing).Reason);
    }

    [Fact]
    public void A_run_recreated_under_the_same_name_waits_for_the_old_one_s_jobs()
    {
        var world = new World();
        world.Settle();
        V1Job old = world.Job("initialize");
        world.Recreate();
        Decision decision = world.Reconcile();
        Assert.Empty(decision.Create);
        Assert.Empty(decision.Delete);
        Assert.NotNull(decision.Again);
        world.Jobs.Remove(old);
        world.Settle();
        Assert.Equal(old.Metadata.Name, world.Job("initialize").Metadata.Name);
    }

    [Fact]
    public void A_deleted_run_is_left_to_the_garbage_collector()
    {
        var world = new World();
        world.Settle();
        world.Run.Metadata.DeletionTimestamp = world.Now.UtcDateTime;
        Assert.Equal(Decision.LeaveAlone, world.Reconcile());
    }
}
