using System.Text;
using k8s.Models;
using RL4VLM.Core.Artifacts;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;
using RL4VLM.Operator.Jobs;
using RL4VLM.Operator.RunMetrics;
using RL4VLM.Operator.Tests.Reconciling;

namespace RL4VLM.Operator.Tests.RunMetrics;

/// <summary>A run whose pods have times and summaries, and an operator that remembers what it knew of it.</summary>
internal sealed class MeasuredRun(string spec = "")
{
    private RunFigures figures = RunFigures.None;

    public World World { get; } = new(spec);

    /// <summary>What the operator exports; it remembers.</summary>
    public IReadOnlyList<RunMeasurement> Measure()
    {
        (figures, IReadOnlyList<RunMeasurement> values) = RunMeasures.Of(World.View, figures);
        return values;
    }

    /// <summary>What an operator exports that has just started.</summary>
    public IReadOnlyList<RunMeasurement> MeasureAnew() => RunMeasures.Of(World.View, RunFigures.None).Values;

    public double? Value(string metric, string? stage = null) => Measure().Where(value => value.Metric == metric && value.Stage == stage).Select(value => (double?)value.Value).SingleOrDefault();

    /// <summary>The Job ends well: each worker's pod had its node after 2 s and its container after 5 s more, and says what it is given.</summary>
    public V1Job Finish(string stage, int iteration, params Dictionary<string, double>[] said) => Finish(World.Job(stage, iteration), said);

    public V1Job Finish(V1Job job, params Dictionary<string, double>[] said)
    {
        World.Complete(job, summary: false);
        for (int worker = 0; worker < said.Length; worker++)
        {
            V1Pod pod = World.Pod(job, "Succeeded", 0, Summary(job, worker, said[worker]));
            Place(pod, job);
            V1ContainerStateTerminated end = pod.Status.ContainerStatuses[0].State.Terminated;
            (end.StartedAt, end.FinishedAt) = (job.Metadata.CreationTimestamp!.Value.AddSeconds(7), World.Now.UtcDateTime);
        }

        return job;
    }

    public static V1Pod Place(V1Pod pod, V1Job job)
    {
        pod.Status.Conditions = [new V1PodCondition { Type = "PodScheduled", Status = "True", LastTransitionTime = job.Metadata.CreationTimestamp!.Value.AddSeconds(2) }];
        return pod;
    }

    /// <summary>Plays the stages before the first collect, and leaves that one's Job.</summary>
    public MeasuredRun Begin()
    {
        foreach (string stage in (string[])[StageNames.Initialize, StageNames.Demonstrate, StageNames.Sft]) Step(stage, 0, new Dictionary<string, double> { ["rl.train.tokens"] = 5, [$"rl.train.{(stage == StageNames.Sft ? "sft_loss" : "parameters")}"] = 3 });
        World.Settle();
        return this;
    }

    /// <summary>One stage from its Job to the status.</summary>
    public void Step(string stage, int iteration, params Dictionary<string, double>[] said)
    {
        World.Settle();
        World.Now = World.Now.AddSeconds(30);
        Finish(stage, iteration, said);
        World.Settle();
        World.Collect();
        Measure();
    }

    private static string Summary(V1Job job, int worker, Dictionary<string, double> said) => Encoding.UTF8.GetString(CommitJson.Write(new StageSummary
    {
        Stage = job.Metadata.Labels[Labels.Stage],
        Iteration = int.Parse(job.Metadata.Labels[Labels.Iteration], System.Globalization.CultureInfo.InvariantCulture),
        Worker = job.Metadata.Labels[Labels.Stage] == StageNames.Collect ? worker : null,
        Task = job.Metadata.Labels.TryGetValue(Labels.Task, out string? task) ? task : null,
        Metrics = said,
        Timings = new Dictionary<string, double> { ["wall_seconds"] = 20 + worker, ["tokens_per_second"] = 100, ["steps_per_second"] = 4 },
    }));
}
