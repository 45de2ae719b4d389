using FsCheck;
using FsCheck.Fluent;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Tests.Planning;

public sealed class RunPlannerTests
{
    [Fact]
    public void One_worker_does_everything_in_the_order_of_the_design()
    {
        RunManifest manifest = Manifest(iterations: 3, workers: 1, every: 2, "a", "b");
        var order = new List<string>();
        RunProgress progress = RunProgress.None;
        while (RunPlanner.Next(manifest, progress) is { Count: > 0 } due)
        {
            foreach (StageKey key in due[0].Keys)
            {
                order.Add(key.ToString());
                progress = progress.With(key);
            }
        }

        Assert.Equal(
        [
            "initialize", "demonstrate", "sft", "evaluate 0 a", "evaluate 0 b", "collect 1 worker 0", "ppo 1", "collect 2 worker 0", "ppo 2",
            "evaluate 2 a", "evaluate 2 b", "collect 3 worker 0", "ppo 3", "evaluate 3 a", "evaluate 3 b",
        ], order);
        Assert.Equal(order, RunPlanner.AllKeys(manifest).Select(key => key.ToString()));
    }

    [Fact]
    public void Evaluation_runs_beside_the_next_iteration()
    {
        RunManifest manifest = Manifest(iterations: 2, workers: 2, every: 1, "a");
        RunProgress progress = RunProgress.None.With(StageKey.Initialize).With(StageKey.Demonstrate).With(StageKey.Sft);
        IReadOnlyList<StageRequest> due = RunPlanner.Next(manifest, progress);
        Assert.Equal(["evaluate", "collect"], due.Select(request => request.Stage));
        Assert.Equal([0, 1], due[1].Workers);
    }

    [Theory]
    [InlineData(0, new[] { 0, 7 })]
    [InlineData(3, new[] { 0, 3, 6, 7 })]
    [InlineData(7, new[] { 0, 7 })]
    [InlineData(100, new[] { 0, 7 })]
    public void Evaluations_are_of_the_sft_checkpoint_every_so_many_and_the_last(int every, int[] expected) =>
        Assert.Equal(expected, RunPlanner.EvaluatedIterations(Manifest(7, 1, every, "a")));

    [Fact]
    public void Without_ppo_the_sft_checkpoint_is_evaluated_and_the_run_is_complete()
    {
        RunManifest manifest = Manifest(0, 1, 5, "a");
        Assert.Equal(["initialize", "demonstrate", "sft", "evaluate 0 a"], RunPlanner.AllKeys(manifest).Select(key => key.ToString()));
    }

    [Fact]
    public void More_iterations_than_before_continue_a_finished_run()
    {
        RunProgress progress = RunPlanner.AllKeys(Manifest(2, 1, 5, "a")).Aggregate(RunProgress.None, (all, key) => all.With(key));
        Assert.True(RunPlanner.IsComplete(Manifest(2, 1, 5, "a"), progress));
        StageRequest next = Assert.Single(RunPlanner.Next(Manifest(4, 1, 5, "a"), progress));
        Assert.Equal(("collect", 3), (next.Stage, next.Iteration));
    }

    [Fact]
    public void Ppo_takes_the_workers_that_succeeded_once_the_others_are_given_up()
    {
        RunManifest manifest = Manifest(1, 3, 0, "a");
        manifest = manifest with { Spec = manifest.Spec with { FailurePolicy = new FailurePolicySpec { MinimumWorkers = 2 } } };
        RunProgress progress = RunProgress.None.With(StageKey.Initialize).With(StageKey.Demonstrate).With(StageKey.Sft).With(StageKey.Evaluate(0, "a"))
            .With(StageKey.Collect(1, 0)).With(StageKey.Collect(1, 2));
        Assert.Equal([1], Assert.Single(RunPlanner.Next(manifest, progress)).Workers);
        StageRequest ppo = Assert.Single(RunPlanner.Next(manifest, progress.WithLeftOut(1, 1)));
        Assert.Equal("ppo", ppo.Stage);
        Assert.Equal([0, 2], ppo.Workers);

        RunProgress tooFew = RunProgress.None with { Completed = progress.Completed.Remove(StageKey.Collect(1, 2)) };
        StageRequest again = Assert.Single(RunPlanner.Next(manifest, tooFew.WithLeftOut(1, 1).WithLeftOut(1, 2)));
        Assert.Equal("collect", again.Stage);
        Assert.Equal([1, 2], again.Workers);
    }

    [Fact]
    public void Under_random_failures_duplicates_and_restarts_every_stage_has_its_inputs_and_the_run_ends() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            string[] tasks = [.. new[] { "a", "b", "c" }.Take(random.Next(1, 4))];
            RunManifest manifest = Manifest(random.Next(0, 6), random.Next(1, 5), random.Next(0, 4), tasks);
            RunProgress progress = RunProgress.None;
            var running = new List<StageKey>();
            int total = RunPlanner.AllKeys(manifest).Count();
            for (int step = 0; !RunPlanner.IsComplete(manifest, progress); step++)
            {
                Assert.True(step < 200 * (total + 1), "the run does not end");
                StageKey[] due = [.. RunPlanner.Next(manifest, progress).SelectMany(request => request.Keys)];
                Assert.NotEmpty(due);
                Assert.Equal(due.Length, due.Distinct().Count());
                foreach (StageKey key in due)
                {
                    Assert.False(progress.Has(key), $"{key} is done and asked for again");
                    AssertInputs(manifest, progress, key);
                }

                // Duplicates: a stage may be started while another copy of it runs; restarts forget what runs, never what is committed.
                running.AddRange(due.Where(_ => random.Next(2) == 0));
                if (random.Next(10) == 0) running.Clear();
                if (running.Count == 0) continue;
                StageKey finished = running[random.Next(running.Count)];
                running.Remove(finished);
                if (random.Next(3) > 0) progress = progress.With(finished);
            }

            Assert.Equal(total, progress.Completed.Count);
            Assert.Equal(RunPlanner.AllKeys(manifest).ToHashSet(), progress.Completed);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Outputs_of_different_stages_are_different_artifacts()
    {
        StageKey[] keys = [.. RunPlanner.AllKeys(Manifest(4, 3, 1, "a", "b"))];
        Assert.Equal(keys.Length, keys.Select(key => key.Output).Distinct().Count());
        Assert.Equal("evaluations/0000-sft/a", StageKey.Evaluate(0, "a").Output.Path);
        Assert.Equal("evaluations/0004/b", StageKey.Evaluate(4, "b").Output.Path);
    }

    private static void AssertInputs(RunManifest manifest, RunProgress progress, StageKey key)
    {
        IEnumerable<StageKey> inputs = key.Stage switch
        {
            StageNames.Initialize => [],
            StageNames.Demonstrate => [StageKey.Initialize],
            StageNames.Sft => [StageKey.Initialize, StageKey.Demonstrate],
            StageNames.Collect => [key.Iteration == 1 ? StageKey.Sft : StageKey.Ppo(key.Iteration - 1)],
            StageNames.Ppo => Enumerable.Range(0, manifest.Spec.Rollout.Workers).Select(worker => StageKey.Collect(key.Iteration, worker)),
            _ => [key.Iteration == 0 ? StageKey.Sft : StageKey.Ppo(key.Iteration)],
        };
        foreach (StageKey input in inputs) Assert.True(progress.Has(input), $"{key} is due without {input}");
    }

    private static RunManifest Manifest(int iterations, int workers, int every, params string[] tasks) => new()
    {
        Metadata = new RunMetadata { Name = "test" },
        Spec = new RunSpec
        {
            Tasks = [.. tasks.Select(task => new TaskSpec { Name = task })],
            Ppo = new PpoSpec { Iterations = iterations },
            Rollout = new RolloutSpec { Workers = workers },
            Evaluation = new EvaluationSpec { Every = every },
        },
    };
}
