using k8s.Models;
using RL4VLM.Core.Manifest;
using RL4VLM.Operator.Reconciling;

namespace RL4VLM.Operator.Tests.Reconciling;

/// <summary>Which traces begin, which the status keeps, and what stages get of them.</summary>
public sealed class TraceTests
{
    private const string Spec = "ppo: {iterations: 3}\nevaluation: {every: 1}";

    [Fact]
    public void With_telemetry_off_a_decision_names_the_trace_and_nothing_else_changes()
    {
        var world = new World(Spec);
        Assert.Equal([0], world.Decide().BeginTraces);
        world.Play();
        Assert.Null(world.Status.Traces);
        Assert.All(world.Jobs, job => Assert.DoesNotContain(Variables(job).Keys, name => name == "TRACEPARENT"));
    }

    [Fact]
    public void The_setup_begins_one_and_all_of_its_stages_get_it()
    {
        World world = Observed();
        foreach (string stage in new[] { "initialize", "demonstrate", "sft" })
        {
            world.Settle();
            Assert.Equal(World.Trace(0), Variables(world.Job(stage))["TRACEPARENT"]);
            world.Complete(world.Job(stage));
        }

        Assert.Equal([1], world.Decide().BeginTraces);
        world.Settle();
        Assert.Equal(World.Trace(0), Variables(world.Job("evaluate"))["TRACEPARENT"]);
        Assert.Equal(World.Trace(1), Variables(world.Job("collect", 1))["TRACEPARENT"]);
    }

    [Fact]
    public void A_trace_is_in_the_status_before_any_job_has_it()
    {
        World world = Observed();
        world.Begun![0] = World.Trace(0);
        Decision decision = world.Decide();
        Assert.Empty(decision.BeginTraces);
        Assert.Equal([new IterationTrace { Iteration = 0, TraceParent = World.Trace(0) }], decision.Status!.Traces);
        Assert.Single(decision.Create);
    }

    [Fact]
    public void Those_of_iterations_that_are_over_are_forgotten_but_for_the_latest()
    {
        World world = Observed();
        world.Play(() => world.Status.Iteration == 0);
        Assert.Equal([0, 1], Kept(world));
        Finish(world, "evaluate", 0);
        Assert.Equal([1], Kept(world));
        Finish(world, "collect", 1);
        Finish(world, "ppo", 1);
        Assert.Equal([1, 2], Kept(world));
        Finish(world, "collect", 2);
        Finish(world, "ppo", 2);
        // Evaluation 1 is still under way.
        Assert.Equal([1, 2, 3], Kept(world));
        Finish(world, "evaluate", 2);
        Assert.Equal([1, 3], Kept(world));
        world.Play();
        Assert.Equal(RunPhase.Succeeded, world.Status.Phase);
        Assert.Equal([3], Kept(world));
    }

    [Fact]
    public void A_run_that_goes_on_after_its_end_begins_the_next_one()
    {
        World world = Observed();
        world.Play();
        world.SetSpec("ppo: {iterations: 4}\nevaluation: {every: 1}");
        Assert.Equal([4], world.Decide().BeginTraces);
        // That is the predecessor.
        Assert.Equal(3, Assert.Single(world.Decide().Status!.Traces!).Iteration);
    }

    [Fact]
    public void A_suspended_run_s_stages_get_the_same_trace_again()
    {
        World world = Observed();
        world.Play(() => world.Status.Iteration == 0);
        world.SetSpec(Spec + "\nlifecycle: {suspend: true}");
        world.Settle();
        world.Collect();
        world.Settle();
        Assert.Equal(RunPhase.Suspended, world.Status.Phase);
        world.Begun!.Clear();
        world.SetSpec(Spec);
        world.Settle();
        Assert.Empty(world.Begun);
        Assert.Equal(World.Trace(1), Variables(world.Job("collect", 1))["TRACEPARENT"]);
    }

    [Fact]
    public void Evaluations_that_lag_behind_do_not_let_the_status_grow_beyond_its_limit()
    {
        World world = Observed("ppo: {iterations: 100}\nevaluation: {every: 1}");
        world.Play(() => world.Status.Iteration == 0);
        for (int iteration = 1; iteration <= 90; iteration++)
        {
            Finish(world, "collect", iteration);
            Finish(world, "ppo", iteration);
        }

        int[] kept = Kept(world);
        Assert.Equal(RunStatus.MaximumTraces, kept.Length);
        Assert.Equal([0, 1, 2, .. Enumerable.Range(3, 60), 91], kept);
    }

    [Fact]
    public void Telemetry_switched_on_begins_with_the_next_job()
    {
        var world = new World(Spec);
        world.Settle();
        world.Begun = [];
        world.Complete(world.Job("initialize"));
        Decision decision = world.Reconcile();
        Assert.Empty(decision.Spans);
        Assert.Equal(World.Trace(0), Variables(world.Job("demonstrate"))["TRACEPARENT"]);
    }

    [Fact]
    public void Events_about_a_stage_carry_its_trace()
    {
        World world = Observed();
        world.Play();
        Assert.All(world.Events.Where(happened => happened.Reason == "StageCompleted"), happened => Assert.NotNull(happened.TraceParent));
        Assert.Contains(world.Events, happened => happened.Message == "ppo 2 is done" && happened.TraceParent == World.Trace(2));
        Assert.All(world.Events.Where(happened => happened.Reason is "Started" or Reasons.Completed), happened => Assert.Null(happened.TraceParent));
    }

    private static World Observed(string spec = Spec) => new(spec) { Begun = [] };

    private static void Finish(World world, string stage, int iteration)
    {
        world.Complete(world.Job(stage, iteration));
        world.Settle();
        world.Collect();
        world.Settle();
    }

    private static int[] Kept(World world) => [.. world.Status.Traces!.Select(trace => trace.Iteration)];

    private static Dictionary<string, string> Variables(V1Job job) => job.Spec.Template.Spec.Containers[0].Env.Where(variable => variable.Value is not null).ToDictionary(variable => variable.Name, variable => variable.Value);
}
