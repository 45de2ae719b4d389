using System.Globalization;
using k8s.Models;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Telemetry;
using RL4VLM.Operator.Jobs;
using RL4VLM.Operator.Resources;

namespace RL4VLM.Operator.Reconciling;

/// <summary>What a Job that has ended tells of the time around its stage: waiting for a node, starting pods, and the way into the status. The
/// API's times are whole seconds, rounded down: a span begins with its first second and ends with the end of its last one, so that it covers
/// what it stands for, and up to a second more on either side.</summary>
internal static class StageSpanPlan
{
    /// <summary>Of a Job with more pods only those that started last have spans: they are what the stage waited for.</summary>
    private const int MostPods = 32;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Adds the spans of a Job to the decision that takes its end into the status.</summary>
    public static void Ended(Draft draft, StageView stage)
    {
        if (Traces.Of(draft.Status, stage.Iteration) is not { } trace) return;
        KeyValuePair<string, object?>[] common = AttributesOf(draft.View.Run, stage.Stage, stage.Iteration, stage.Task, stage.Name);
        foreach ((PodTimes pod, DateTimeOffset from) in Waits(stage).OrderByDescending(wait => wait.Pod.Started ?? wait.Pod.Scheduled).Take(MostPods))
        {
            if (pod.Scheduled is not { } scheduled) continue;
            KeyValuePair<string, object?>[] attributes = [.. common, .. AttributesOf(pod)];
            draft.Span(new OperatorSpan(SpanNames.Queue, trace, from, Latest(from, scheduled) + Second, attributes));
            if (pod.Started is { } started) draft.Span(new OperatorSpan(SpanNames.PodStart, trace, scheduled, Latest(scheduled, started) + Second, attributes));
        }

        draft.Span(new OperatorSpan(SpanNames.Status, trace, EndOf(stage) ?? draft.View.Now, null, common));
    }

    /// <summary>The span of a Job that has just been created.</summary>
    /// <param name="run">The run.</param>
    /// <param name="status">Its status, which knows the traces.</param>
    /// <param name="job">The Job as it was built.</param>
    /// <param name="start">When it was decided.</param>
    public static OperatorSpan? Created(RunResource run, RunStatus? status, V1Job job, DateTimeOffset start)
    {
        IDictionary<string, string> labels = job.Metadata.Labels;
        int iteration = int.Parse(labels[Labels.Iteration], CultureInfo.InvariantCulture);
        if (status is null || Traces.Of(status, iteration) is not { } trace) return null;
        string? task = labels.TryGetValue(Labels.Task, out string? known) ? known : null;
        return new OperatorSpan(SpanNames.Job, trace, start, null, AttributesOf(run, labels[Labels.Stage], iteration, task, job.Metadata.Name));
    }

    /// <summary>Attributes of every span of the operator.</summary>
    private static KeyValuePair<string, object?>[] AttributesOf(RunResource run, string stage, int iteration, string? task, string job) =>
    [
        new(AttributeNames.Run, $"{run.Metadata.NamespaceProperty}/{run.Metadata.Name}"),
        new(AttributeNames.Stage, stage),
        new(AttributeNames.Iteration, iteration),
        .. task is null ? [] : new KeyValuePair<string, object?>[] { new(AttributeNames.Task, task) },
        new(AttributeNames.KubernetesJob, job),
    ];

    /// <summary>Each pod, and since when its work waited for it: the Job's creation, or the end of the pod before it. Of a pod that was deleted
    /// meanwhile nothing is known: its time counts as its successor's wait.</summary>
    private static IEnumerable<(PodTimes Pod, DateTimeOffset From)> Waits(StageView stage)
    {
        foreach (IGrouping<int?, PodTimes> same in stage.Pods.Select(PodTimes.Of).GroupBy(pod => pod.Index))
        {
            DateTimeOffset from = stage.Created;
            foreach (PodTimes pod in same.OrderBy(pod => pod.Created))
            {
                yield return (pod, from);
                from = pod.Finished ?? from;
            }
        }
    }

    private static DateTimeOffset? EndOf(StageView stage) => stage.IsFinished ? stage.Pods.Select(pod => PodTimes.Of(pod).Finished).Max() ?? StageView.Utc(stage.Job.Status?.CompletionTime) : null;

    private static DateTimeOffset Latest(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static IEnumerable<KeyValuePair<string, object?>> AttributesOf(PodTimes pod)
    {
        if (pod.Index is { } worker) yield return new(AttributeNames.Worker, worker);
        yield return new(AttributeNames.KubernetesPod, pod.Name);
    }
}
