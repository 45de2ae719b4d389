using System.Text.Json.Nodes;
using k8s.Models;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Telemetry;
using RL4VLM.Operator.Reconciling;
using RL4VLM.Operator.RunMetrics;
using static RL4VLM.Core.Telemetry.RunMetricTable;

namespace RL4VLM.Operator.Tests.RunMetrics;

public sealed class RunMeasuresTests
{
    private const string TwoWorkers = "ppo: {iterations: 2, stepsPerIteration: 64}\nrollout: {workers: 2, environments: 4}\nevaluation: {every: 1}";

    private static readonly Dictionary<string, double> Nothing = [];

    [Fact]
    public void Workers_are_combined_by_what_their_means_are_means_of()
    {
        MeasuredRun run = new MeasuredRun(TwoWorkers).Begin();
        run.Step(StageNames.Collect, 1, Worker(10, 100, 0.2), Worker(30, 100, 0.6));
        Assert.Equal(0.5, run.Value("rl4vlm.run.sample.success_rate")!.Value, 9);
        Assert.Equal(0.4, run.Value("rl4vlm.run.sample.reward")!.Value, 9);
        Assert.Equal((40, 200, 400), (run.Value("rl4vlm.run.sample.episodes"), run.Value("rl4vlm.run.sample.steps"), run.Value("rl4vlm.run.sample.tokens")));
        Assert.Equal((200, 8), (run.Value(TokenRate, StageNames.Collect), run.Value(StepRate, StageNames.Collect)));
        Assert.Equal([(0, 20.0), (1, 21.0)], run.Measure().Where(value => value is { Metric: WallTime, Stage: StageNames.Collect }).Select(value => (value.Worker!.Value, value.Value)));
        string[] combined = [.. run.Measure().Select(value => value.Metric).Where(name => name.StartsWith("rl4vlm.run.sample.", StringComparison.Ordinal)).Order()];
        Assert.Equal(All.Select(metric => metric.Name).Where(name => name.StartsWith("rl4vlm.run.sample.", StringComparison.Ordinal)).Order(), combined);
    }

    [Fact]
    public void A_part_of_the_workers_does_not_pass_for_the_whole()
    {
        MeasuredRun run = new MeasuredRun(TwoWorkers).Begin();
        run.Finish(StageNames.Collect, 1, Worker(10, 100, 0.2));
        Assert.Null(run.Value("rl4vlm.run.sample.success_rate"));
    }

    [Fact]
    public void Workers_that_were_left_out_are_not_waited_for()
    {
        MeasuredRun run = new MeasuredRun(TwoWorkers + "\nfailurePolicy: {minimumWorkers: 1}").Begin();
        V1Job collect = run.Finish(StageNames.Collect, 1, Worker(10, 100, 0.2));
        collect.Status = new V1JobStatus { StartTime = collect.Status.StartTime, CompletedIndexes = "0", FailedIndexes = "1", Conditions = [new V1JobCondition { Type = "Failed", Status = "True", Reason = "FailedIndexes" }] };
        run.World.Settle();
        Assert.Equal(0.2, run.Value("rl4vlm.run.sample.success_rate"));
        Assert.Null(run.Value(Failed, StageNames.Collect));
        run.World.Fail(run.World.Job(StageNames.Ppo, 1), "PodFailurePolicy", 70);
        run.World.Settle();
        Assert.Equal(1, run.Value(Failed, StageNames.Ppo));
    }

    [Fact]
    public void What_trains_last_says_it_and_what_only_the_first_stages_know_stays()
    {
        MeasuredRun run = new MeasuredRun(TwoWorkers).Begin();
        Assert.Equal((5, 3, 3), (run.Value("rl4vlm.run.train.tokens"), run.Value("rl4vlm.run.train.sft_loss"), run.Value("rl4vlm.run.train.parameters")));
        run.Step(StageNames.Collect, 1, Worker(1, 1, 1), Worker(1, 1, 1));
        run.Step(StageNames.Ppo, 1, new Dictionary<string, double> { ["rl.train.tokens"] = 50, ["rl.train.approx_kl"] = 0.01, ["rl.unheard_of"] = 1 });
        // Their Jobs are cleaned up.
        Assert.DoesNotContain(run.World.JobTitles, title => title == "sft 0");
        Assert.Equal((50, 3, 3, 0.01), (run.Value("rl4vlm.run.train.tokens"), run.Value("rl4vlm.run.train.sft_loss"), run.Value("rl4vlm.run.train.parameters"), run.Value("rl4vlm.run.train.approx_kl")));
        Assert.Equal((1, 2), (run.Value(Iteration), run.Value(Iterations)));
    }

    [Fact]
    public void A_value_that_is_no_number_is_not_exported()
    {
        MeasuredRun run = new MeasuredRun(TwoWorkers).Begin();
        run.Step(StageNames.Collect, 1, Worker(1, 1, 1), Worker(1, 1, double.PositiveInfinity));
        Assert.Null(run.Value("rl4vlm.run.sample.success_rate"));
        Assert.Equal(2, run.Value("rl4vlm.run.sample.episodes"));
        Assert.All(run.Measure(), value => Assert.True(double.IsFinite(value.Value)));
    }

    [Fact]
    public void A_restarted_operator_exports_the_same()
    {
        MeasuredRun run = new MeasuredRun(TwoWorkers).Begin();
        Assert.Equal(run.Measure(), run.MeasureAnew());
        run.Step(StageNames.Collect, 1, Worker(10, 100, 0.2), Worker(30, 100, 0.6));
        run.Step(StageNames.Evaluate, 0, Evaluated(0.3));
        run.Step(StageNames.Ppo, 1, new Dictionary<string, double> { ["rl.train.approx_kl"] = 0.01 });
        run.Step(StageNames.Collect, 2, Worker(10, 100, 0.3), Worker(30, 100, 0.7));
        // The setup's Jobs have been cleaned up by now: only what they alone said, and how long they took, is lost.
        RunMeasurement[] anew = [.. run.MeasureAnew()], lost = [.. run.Measure().Except(anew)];
        Assert.Subset(run.Measure().ToHashSet(), anew.ToHashSet());
        Assert.Equal(
            ["rl4vlm.run.train.parameters", "rl4vlm.run.train.sft_loss", "rl4vlm.run.train.tokens"],
            lost.Where(value => value.Stage is not (StageNames.Initialize or StageNames.Demonstrate or StageNames.Sft or StageNames.Evaluate) && value.Task is null).Select(value => value.Metric).Order());
        Assert.Contains(anew, value => value is { Metric: "rl4vlm.run.evaluation.success_rate", Mode: "sampled", Value: 0.3 });
        Assert.Contains(anew, value => value is { Metric: "rl4vlm.run.sample.return" });
    }

    [Fact]
    public void An_evaluation_whose_pod_is_gone_is_read_from_the_status()
    {
        MeasuredRun run = new MeasuredRun(TwoWorkers).Begin();
        run.Step(StageNames.Evaluate, 0, Evaluated(0.3));
        Assert.Equal(0.25, Of(run.Measure(), "ceiling_share", "sampled"));
        run.World.Pods.Clear();
        Assert.Equal(0.25, Of(run.Measure(), "ceiling_share", "sampled"));
        IReadOnlyList<RunMeasurement> anew = run.MeasureAnew();
        Assert.Equal((0.3, 0.4, 2.0, 0.9), (Of(anew, "success_rate", "sampled"), Of(anew, "success_rate", "greedy"), Of(anew, "mean_reward", "sampled"), Of(anew, "thought_accuracy", "sampled")));
        Assert.Null(Of(anew, "ceiling_share", "sampled"));

        // A later one that no pod tells of replaces all of an earlier one.
        TaskEvaluations known = run.World.Status.Evaluations!.Single();
        run.World.Patch(JsonNode.Parse(RunStatusJson.Write(run.World.Status with { Evaluations = [known with { Latest = new EvaluationFigures { Iteration = 1, SuccessRate = 0.8 } }] }).GetRawText())!.AsObject());
        Assert.Equal((0.8, null), (Of(run.Measure(), "success_rate", "sampled"), Of(run.Measure(), "ceiling_share", "sampled")));

        static double? Of(IEnumerable<RunMeasurement> values, string measure, string mode) =>
            values.Where(value => value.Metric == $"rl4vlm.run.evaluation.{measure}" && value.Mode == mode && value.Task == "numberline").Select(value => (double?)value.Value).SingleOrDefault();
    }

    [Fact]
    public void A_run_is_active_from_its_acceptance_to_its_end_unless_it_waits()
    {
        var run = new MeasuredRun("ppo: {iterations: 1}\nlifecycle: {queueName: team}");
        Assert.Equal(0, run.Value(Active));
        run.World.Settle();
        Assert.Equal(0, run.Value(Active));
        run.World.Job(StageNames.Initialize).Spec.Suspend = false;
        Assert.Equal(1, run.Value(Active));
        run.World.SetSpec("ppo: {iterations: 1}\nlifecycle: {queueName: team, suspend: true}");
        Assert.Equal(0, run.Value(Active));

        var shortest = new MeasuredRun("ppo: {iterations: 0}");
        shortest.World.Play();
        Assert.Equal(0, shortest.Value(Active));
    }

    [Theory]
    [InlineData(70, "70")]
    [InlineData(null, "none")]
    public void A_failed_run_names_the_stage_and_the_exit_code(int? exitCode, string code)
    {
        MeasuredRun run = new MeasuredRun(TwoWorkers).Begin();
        V1Job collect = run.World.Fail(run.World.Job(StageNames.Collect, 1), "PodFailurePolicy", exitCode ?? 1);
        if (exitCode is null) run.World.Pods.RemoveAll(pod => StageView.Owner(pod.Metadata) == collect.Metadata.Uid);
        run.World.Settle();
        RunMeasurement failed = Assert.Single(run.Measure(), value => value.Metric == Failed);
        Assert.Equal((StageNames.Collect, code, 1), (failed.Stage, failed.Code, failed.Value));
        Assert.Equal([failed], run.MeasureAnew().Where(value => value.Metric == Failed));
    }

    [Fact]
    public void A_run_past_its_deadline_names_no_stage()
    {
        var run = new MeasuredRun("lifecycle: {activeDeadlineSeconds: 60}");
        run.World.Settle();
        Assert.Null(run.Value(Failed, None));
        run.World.Now = run.World.Now.AddSeconds(61);
        run.World.Settle();
        RunMeasurement failed = Assert.Single(run.Measure(), value => value.Metric == Failed);
        Assert.Equal((None, None), (failed.Stage, failed.Code));
    }

    [Fact]
    public void Pods_run_or_are_waited_for_and_a_stage_that_is_over_has_none()
    {
        MeasuredRun run = new MeasuredRun(TwoWorkers).Begin();
        V1Job collect = run.World.Job(StageNames.Collect, 1);
        Assert.Equal((0, 2), (run.Value(Pods, StageNames.Collect), run.Value(PodsWaiting, StageNames.Collect)));
        run.World.Pod(collect);
        run.World.Pod(collect, "Pending");
        Assert.Equal((1, 1), (run.Value(Pods, StageNames.Collect), run.Value(PodsWaiting, StageNames.Collect)));
        Assert.Equal((0, 0), (run.Value(Pods, StageNames.Sft), run.Value(PodsWaiting, StageNames.Sft)));
        Assert.Null(run.Value(Pods, StageNames.Ppo));
        run.Step(StageNames.Collect, 1, Nothing, Nothing);
        Assert.Equal((0, 0), (run.Value(Pods, StageNames.Collect), run.Value(PodsWaiting, StageNames.Collect)));
        Assert.Equal((0, 1), (run.Value(Pods, StageNames.Ppo), run.Value(PodsWaiting, StageNames.Ppo)));
    }

    [Fact]
    public void A_stage_s_way_up_is_measured_once_every_pod_has_a_node()
    {
        MeasuredRun run = new MeasuredRun(TwoWorkers).Begin();
        V1Job collect = run.World.Job(StageNames.Collect, 1);
        MeasuredRun.Place(run.World.Pod(collect), collect);
        V1Pod late = run.World.Pod(collect, "Pending");
        Assert.Null(run.Value(QueueTime, StageNames.Collect));
        MeasuredRun.Place(late, collect).Status.Conditions[0].LastTransitionTime = collect.Metadata.CreationTimestamp!.Value.AddSeconds(40);
        Assert.Equal((40, null), (run.Value(QueueTime, StageNames.Collect), run.Value(StartTime, StageNames.Collect)));
        Assert.Equal((2, 5), (run.Value(QueueTime, StageNames.Sft), run.Value(StartTime, StageNames.Sft)));
    }

    [Fact]
    public void The_last_completion_is_the_start_until_a_stage_is_done_and_again_when_a_run_is_continued()
    {
        var run = new MeasuredRun("ppo: {iterations: 0}");
        Assert.Null(run.Value(LastCompletion));
        run.World.Settle();
        Assert.Equal(run.World.Now.ToUnixTimeSeconds(), run.Value(LastCompletion));
        run.Step(StageNames.Initialize, 0, Nothing);
        Assert.Equal(run.World.Now.ToUnixTimeSeconds(), run.Value(LastCompletion));
        run.World.Play();
        run.World.Now = run.World.Now.AddDays(1);
        run.World.SetSpec("ppo: {iterations: 1}");
        run.World.Settle();
        Assert.Equal(run.World.Now.ToUnixTimeSeconds(), run.Value(LastCompletion));
    }

    [Fact]
    public void Every_value_is_of_the_table_with_its_labels_and_comes_once()
    {
        MeasuredRun run = new MeasuredRun(TwoWorkers).Begin();
        run.Step(StageNames.Collect, 1, Worker(10, 100, 0.2), Worker(30, 100, 0.6));
        run.Step(StageNames.Evaluate, 0, Evaluated(0.3));
        Dictionary<string, MetricDefinition> table = All.ToDictionary(metric => metric.Name);
        IReadOnlyList<RunMeasurement> values = run.Measure();
        Assert.Equal(values.Count, values.Select(value => value with { Value = 0 }).Distinct().Count());
        Assert.All(values, value =>
        {
            (object? Value, string Label)[] labels = [(value.Stage, "stage"), (value.Code, "code"), (value.Worker, "worker"), (value.Task, "task"), (value.Mode, "mode")];
            Assert.Equal([], labels.Where(label => label.Value is not null).Select(label => label.Label).Except(table[value.Metric].Labels));
        });
    }

    private static Dictionary<string, double> Worker(double episodes, double steps, double share) => new()
    {
        ["rl.sample.episodes"] = episodes, ["rl.sample.steps"] = steps, ["rl.sample.tokens"] = 200, ["rl.sample.success_rate"] = share, ["rl.sample.return"] = share, ["rl.sample.reward"] = share,
        ["rl.sample.episode_length"] = share, ["rl.sample.illegal_rate"] = share, ["rl.sample.output_length"] = share, ["rl.sample.truncation_rate"] = share, ["rl.sample.thought_accuracy"] = share,
    };

    private static Dictionary<string, double> Evaluated(double success) => new()
    {
        ["rl.evaluation.sampled.success_rate"] = success, ["rl.evaluation.greedy.success_rate"] = success + 0.1, ["rl.evaluation.sampled.mean_reward"] = 2,
        ["rl.evaluation.sampled.thought_accuracy"] = 0.9, ["rl.evaluation.sampled.ceiling_share"] = 0.25, ["rl.evaluation.rolling_window.peak"] = 0.7,
    };
}
