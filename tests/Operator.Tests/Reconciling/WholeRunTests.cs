using k8s.Models;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;
using RL4VLM.Operator.Jobs;
using RL4VLM.Operator.Reconciling;

namespace RL4VLM.Operator.Tests.Reconciling;

public sealed class WholeRunTests
{
    [Fact]
    public void A_run_goes_through_every_stage_in_order_and_succeeds()
    {
        var world = new World("ppo: {iterations: 2, stepsPerIteration: 64}\nrollout: {workers: 2, environments: 4}\nevaluation: {every: 1}");
        var seen = new List<string>();
        world.Play(() =>
        {
            foreach (string title in world.JobTitles.Where(title => !seen.Contains(title)).ToArray()) seen.Add(title);
            return false;
        });
        Assert.Equal(
            ["initialize 0", "demonstrate 0", "sft 0", "evaluate 0", "collect 1", "ppo 1", "evaluate 1", "collect 2", "ppo 2", "evaluate 2"],
            seen.OrderBy(title => int.Parse(title.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture)).ThenBy(title => Array.IndexOf(
                [StageNames.Initialize, StageNames.Demonstrate, StageNames.Sft, StageNames.Collect, StageNames.Ppo, StageNames.Evaluate], title.Split(' ')[0]) is var at && title == "evaluate 0" ? 3 : at));
        RunStatus status = world.Status;
        Assert.Equal(RunPhase.Succeeded, status.Phase);
        Assert.Equal(2, status.Iteration);
        Assert.Equal(0.5, status.Success);
        Assert.Equal("True", world.Condition(Reasons.Succeeded).Status);
        Assert.Equal("False", world.Condition(Reasons.Failed).Status);
        Assert.Empty(status.Completed!);
        Assert.Empty(status.Stages!);
        Assert.NotNull(status.CompletionTime);
    }

    [Fact]
    public void Images_and_manifest_are_settled_before_the_first_job()
    {
        var world = new World();
        Decision first = world.Reconcile();
        Assert.Equal(first.Snapshot!.Name, world.Status.Manifest);
        Assert.Equal("learner:1", world.Status.Images!.Learner);
        Assert.NotNull(world.Status.StartTime);
        Assert.Equal("initialize", Assert.Single(first.Create).Metadata.Labels[Labels.Stage]);
        Assert.Equal(RunPhase.Initializing, world.Status.Phase);
        Assert.Contains(first.Snapshot.Name, first.Create[0].Spec.Template.Spec.Volumes.Select(volume => volume.ConfigMap?.Name));
    }

    [Fact]
    public void An_upgrade_of_the_operator_does_not_change_a_run_under_way()
    {
        var world = new World("ppo: {iterations: 1}");
        world.Settle();
        world.Operator = World.Settings with { Images = new StageImages { Rollout = "rollout:2", Learner = "learner:2", Evaluator = "evaluator:2" } };
        world.Play();
        Assert.All(world.Jobs, job => Assert.EndsWith(":1", job.Spec.Template.Spec.Containers[0].Image, StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_is_written_when_nothing_changed()
    {
        var world = new World("ppo: {iterations: 3}\nevaluation: {every: 1}");
        world.Play(() =>
        {
            int writes = world.StatusWrites;
            Decision decision = world.Reconcile();
            Assert.Equal(writes, world.StatusWrites);
            Assert.Empty(decision.Create);
            Assert.Empty(decision.Delete);
            Assert.Empty(decision.Events);
            return false;
        });
        Assert.Equal(RunPhase.Succeeded, world.Status.Phase);
    }

    [Fact]
    public void Evaluation_runs_beside_the_next_iteration_and_only_the_end_waits_for_it()
    {
        var world = new World("ppo: {iterations: 2}\nevaluation: {every: 1}");
        world.Play(() => world.Status.Iteration == 0);
        Assert.Equal(["collect 1", "evaluate 0"], world.JobTitles.Where(title => title is not ("initialize 0" or "demonstrate 0" or "sft 0")).Order());
        world.Complete(world.Job("collect", 1));
        world.Settle();
        world.Complete(world.Job("ppo", 1));
        world.Settle();
        world.Complete(world.Job("collect", 2));
        world.Settle();
        world.Complete(world.Job("ppo", 2));
        world.Settle();
        Assert.Equal(RunPhase.Evaluating, world.Status.Phase);
        Assert.Equal(3, world.Jobs.Count(job => job.Metadata.Labels[Labels.Stage] == "evaluate"));
        world.Play();
        Assert.Equal(RunPhase.Succeeded, world.Status.Phase);
        Assert.Equal(2, world.Status.Evaluations!.Single().EvaluatedThrough);
    }

    [Fact]
    public void Evaluations_slower_than_training_do_not_let_the_status_grow()
    {
        var world = new World("ppo: {iterations: 30}\nevaluation: {every: 1}");
        for (int i = 0; i < 500 && world.Status.Iteration != 30; i++)
        {
            world.Settle();
            world.Collect();
            world.Now = world.Now.AddSeconds(10);
            foreach (V1Job job in world.Jobs.Where(job => job.Status.Conditions is null && job.Metadata.Labels[Labels.Stage] != "evaluate").ToArray()) world.Complete(job);
        }

        Assert.Equal(3, world.Jobs.Count(job => job.Metadata.Labels[Labels.Stage] == "evaluate"));
        // The oldest hangs; those after it are done and remembered, but no more than the window.
        world.Complete(world.Job("evaluate", 1));
        world.Complete(world.Job("evaluate", 2));
        world.Settle();
        Assert.Equal(2, world.Status.Completed!.Count);
        Assert.Null(world.Status.Evaluations!.Single().EvaluatedThrough);
        world.Play();
        Assert.Equal(RunPhase.Succeeded, world.Status.Phase);
        Assert.Equal(30, world.Status.Evaluations!.Single().EvaluatedThrough);
    }

    [Fact]
    public void Jobs_older_than_the_previous_iteration_are_removed_once_their_results_are_in_the_status()
    {
        var world = new World("ppo: {iterations: 4}\nevaluation: {every: 1}");
        world.Play(() => world.Status.Iteration == 3);
        Assert.All(world.Jobs, job => Assert.True(int.Parse(job.Metadata.Labels[Labels.Iteration], System.Globalization.CultureInfo.InvariantCulture) >= 3 || job.Status.Conditions is null));
    }

    [Fact]
    public void Best_is_kept_and_latest_follows()
    {
        var world = new World("ppo: {iterations: 2}\nevaluation: {every: 1}");
        double[] rates = [0.2, 0.9, 0.4];
        world.Play(() =>
        {
            foreach (V1Job job in world.Jobs.Where(job => job.Metadata.Labels[Labels.Stage] == "evaluate" && job.Status.Conditions is null).ToArray())
            {
                world.Complete(job, success: rates[int.Parse(job.Metadata.Labels[Labels.Iteration], System.Globalization.CultureInfo.InvariantCulture)]);
            }

            return false;
        });
        TaskEvaluations task = world.Status.Evaluations!.Single();
        Assert.Equal((2, 0.4), (task.Latest!.Iteration, task.Latest.SuccessRate));
        Assert.Equal((1, 0.9), (task.Best!.Iteration, task.Best.SuccessRate));
        Assert.Equal((0.4, 0.9), (world.Status.Success, world.Status.Best));
    }

    [Fact]
    public void More_iterations_let_a_finished_run_go_on()
    {
        var world = new World("ppo: {iterations: 1}");
        world.Play();
        world.SetSpec("ppo: {iterations: 2}");
        world.Reconcile();
        Assert.Equal(RunPhase.Training, world.Status.Phase);
        Assert.Equal("False", world.Condition(Reasons.Succeeded).Status);
        world.Play();
        Assert.Equal((RunPhase.Succeeded, 2), (world.Status.Phase, world.Status.Iteration));
    }

    [Fact]
    public void The_end_is_estimated_from_the_last_iteration()
    {
        var world = new World("ppo: {iterations: 5}\nevaluation: {every: 0}");
        world.Play(() => world.Status.Iteration == 2);
        TimeSpan left = world.Status.EstimatedCompletionTime!.Value - world.Now;
        Assert.InRange(left.TotalSeconds, 30, 200);
    }
}
