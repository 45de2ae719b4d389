using k8s.Models;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Operator.Jobs;
using RL4VLM.Operator.Reconciling;

namespace RL4VLM.Operator.Tests.Reconciling;

public sealed class WorkersTests
{
    private const string Spec = "ppo: {iterations: 1}\nrollout: {workers: 4, environments: 4}\n";

    [Fact]
    public void Collect_is_one_indexed_job_whose_workers_fail_on_their_own()
    {
        World world = AtCollect(Spec + "failurePolicy: {minimumWorkers: 3, maxRestarts: 2}");
        V1JobSpec job = world.Job("collect", 1).Spec;
        Assert.Equal(("Indexed", 4, 4, 2, 1), (job.CompletionMode, job.Completions, job.Parallelism, job.BackoffLimitPerIndex, job.MaxFailedIndexes));
        Assert.Null(job.BackoffLimit);
        Assert.Equal(["FailIndex", "FailJob", "Ignore"], job.PodFailurePolicy.Rules.Select(rule => rule.Action));
        Assert.Equal([65, 70], job.PodFailurePolicy.Rules[0].OnExitCodes.Values);
    }

    [Fact]
    public void Enough_workers_are_enough_when_the_others_have_failed()
    {
        World world = AtCollect(Spec + "failurePolicy: {minimumWorkers: 3}");
        V1Job collect = world.Job("collect", 1);
        collect.Status.CompletedIndexes = "0,2-3";
        collect.Status.FailedIndexes = "1";
        world.Fail(collect, "FailedIndexes");
        world.Settle();
        Assert.Equal([0, 2, 3], world.Status.Completed!.Single(done => done.Stage == "collect").Workers);
        V1Job ppo = world.Job("ppo", 1);
        Assert.Equal("0,2,3", ppo.Metadata.Annotations[Labels.Workers]);
        Assert.Equal(["--workers", "0,2,3"], ppo.Spec.Template.Spec.Containers[0].Args.SkipWhile(argument => argument != "--workers"));
        world.Play();
        Assert.Equal(RunPhase.Succeeded, world.Status.Phase);
    }

    [Fact]
    public void A_straggler_past_the_timeout_is_left_out_and_its_job_deleted()
    {
        World world = AtCollect(Spec + "failurePolicy: {minimumWorkers: 2, stageTimeoutSeconds: 600}");
        V1Job collect = world.Job("collect", 1);
        collect.Status.CompletedIndexes = "0-2";
        collect.Status.Active = 1;
        world.Pod(collect);
        Assert.InRange(world.Reconcile().Again!.Value.TotalSeconds, 1, 600);
        Assert.Null(collect.Metadata.DeletionTimestamp);
        world.Now = world.Now.AddSeconds(600);
        world.Settle();
        Assert.NotNull(collect.Metadata.DeletionTimestamp);
        Assert.Equal("0,1,2", world.Job("ppo", 1).Metadata.Annotations[Labels.Workers]);
    }

    [Fact]
    public void Too_few_workers_fail_the_run()
    {
        World world = AtCollect(Spec + "failurePolicy: {minimumWorkers: 3}");
        V1Job collect = world.Job("collect", 1);
        collect.Status.CompletedIndexes = "0-1";
        collect.Status.FailedIndexes = "2-3";
        world.Fail(collect, "MaxFailedIndexesExceeded", 70, "rl4vlm-rollout: NaN");
        world.Settle();
        Assert.Equal(Reasons.TooFewWorkers, world.Condition(Reasons.Failed).Reason);
    }

    [Fact]
    public void A_policy_tightened_after_workers_were_left_out_collects_again()
    {
        World world = AtCollect(Spec + "failurePolicy: {minimumWorkers: 2}");
        V1Job collect = world.Job("collect", 1);
        collect.Status.CompletedIndexes = "0-2";
        world.Fail(collect, "FailedIndexes");
        world.SetSpec(Spec + "failurePolicy: {minimumWorkers: 2}\nlifecycle: {suspend: true}");
        world.Settle();
        world.SetSpec(Spec + "failurePolicy: {minimumWorkers: 4}");
        world.Settle();
        world.Collect();
        world.Settle();
        Assert.Null(world.Job("collect", 1).Status.Conditions);
        Assert.DoesNotContain(world.Status.Completed!, done => done.Stage == "collect");
        world.Play();
        Assert.Equal(RunPhase.Succeeded, world.Status.Phase);
        Assert.Null(world.Job("ppo", 1).Metadata.Annotations);
    }

    [Fact]
    public void A_ppo_under_way_keeps_its_workers_whatever_the_policy_says_since()
    {
        World world = AtCollect(Spec + "failurePolicy: {minimumWorkers: 3}");
        V1Job collect = world.Job("collect", 1);
        collect.Status.CompletedIndexes = "0-2";
        world.Fail(collect, "FailedIndexes");
        world.Settle();
        world.SetSpec(Spec + "failurePolicy: {minimumWorkers: 4}");
        world.Settle();
        Assert.Single(world.Jobs, job => job.Metadata.Labels[Labels.Stage] == "ppo");
        Assert.Single(world.Jobs, job => job.Metadata.Labels[Labels.Stage] == "collect");
    }

    [Theory]
    [InlineData(65, Reasons.CorruptArtifact)]
    [InlineData(70, Reasons.StageError)]
    [InlineData(75, Reasons.RestartsExceeded)]
    public void Where_no_worker_may_be_lost_the_reason_is_what_ended_it(int exitCode, string reason)
    {
        World world = AtCollect(Spec);
        world.Fail(world.Job("collect", 1), "MaxFailedIndexesExceeded", exitCode);
        world.Settle();
        Assert.Equal(reason, world.Condition(Reasons.Failed).Reason);
    }

    [Fact]
    public void A_manifest_that_one_worker_refuses_is_wrong_for_all()
    {
        World world = AtCollect(Spec + "failurePolicy: {minimumWorkers: 1}");
        V1Job collect = world.Job("collect", 1);
        collect.Status.CompletedIndexes = "0-2";
        world.Fail(collect, "PodFailurePolicy", 78);
        world.Settle();
        Assert.Equal(Reasons.RefusedByStage, world.Condition(Reasons.Failed).Reason);
    }

    [Fact]
    public void What_still_runs_of_a_collect_that_went_on_without_it_is_stopped_even_after_a_restart()
    {
        World world = AtCollect(Spec + "failurePolicy: {minimumWorkers: 2, stageTimeoutSeconds: 600}");
        V1Job collect = world.Job("collect", 1);
        collect.Status.CompletedIndexes = "0-2";
        world.Now = world.Now.AddSeconds(600);
        world.Settle();
        // The operator died between the status and the deletion.
        collect.Metadata.DeletionTimestamp = null;
        world.Settle();
        Assert.NotNull(collect.Metadata.DeletionTimestamp);
    }

    private static World AtCollect(string spec)
    {
        var world = new World(spec);
        world.Play(() => world.Status.Iteration == 0);
        return world;
    }
}
