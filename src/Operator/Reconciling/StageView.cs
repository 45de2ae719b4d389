using System.Globalization;
using k8s.Models;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;
using RL4VLM.Operator.Jobs;

namespace RL4VLM.Operator.Reconciling;

/// <summary>One of the run's Jobs, and its pods.</summary>
internal sealed class StageView
{
    private StageView(V1Job job, string stage, int iteration, string? task, IReadOnlyList<V1Pod> pods) =>
        (Job, Stage, Iteration, Task, Pods) = (job, stage, iteration, task, pods);

    public V1Job Job { get; }

    public string Name => Job.Metadata.Name;

    public string Stage { get; }

    public int Iteration { get; }

    public string? Task { get; }

    public IReadOnlyList<V1Pod> Pods { get; }

    public bool IsDeleting => Job.Metadata.DeletionTimestamp is not null;

    public bool IsComplete => Holds(Job, "Complete");

    public bool IsFailed => Holds(Job, "Failed");

    public bool IsFinished => IsComplete || IsFailed;

    /// <summary>Why the Job failed, as the Job controller has it.</summary>
    public V1JobCondition? Failure => Job.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "Failed", Status: "True" });

    public bool IsWaitingInQueue => Job.Spec.Suspend == true;

    public DateTimeOffset Created => Utc(Job.Metadata.CreationTimestamp) ?? DateTimeOffset.UnixEpoch;

    public int Failures => Job.Status?.Failed ?? 0;

    public string Title => Stage is StageNames.Collect or StageNames.Ppo or StageNames.Evaluate
        ? string.Create(CultureInfo.InvariantCulture, $"{Stage} {Iteration}{(Task is null ? "" : $" of {Task}")}")
        : Stage;

    /// <summary>Keys that this Job completes; of every worker for collect.</summary>
    public IEnumerable<StageKey> Keys(int workers) => Stage == StageNames.Collect
        ? Enumerable.Range(0, workers).Select(worker => StageKey.Collect(Iteration, worker))
        : [new StageKey(Stage, Iteration, null, Task)];

    /// <summary>The run's own Jobs: those of an earlier run under the same name belong to another UID.</summary>
    public static IReadOnlyList<StageView> Of(RunView view)
    {
        ILookup<string, V1Pod> pods = view.Pods.Where(pod => Owner(pod.Metadata) is not null).ToLookup(pod => Owner(pod.Metadata)!);
        var stages = new List<StageView>();
        foreach (V1Job job in view.Jobs)
        {
            if (Owner(job.Metadata) != view.Run.Metadata.Uid || job.Metadata.Labels is not { } labels || !labels.TryGetValue(Labels.Stage, out string? stage)) continue;
            int iteration = int.TryParse(labels.TryGetValue(Labels.Iteration, out string? text) ? text : null, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
            stages.Add(new StageView(job, stage, iteration, labels.TryGetValue(Labels.Task, out string? task) ? task : null, [.. pods[job.Metadata.Uid]]));
        }

        stages.Sort((a, b) => (a.Iteration, a.Name).CompareTo((b.Iteration, b.Name)));
        return stages;
    }

    /// <summary>Complete or failed.</summary>
    public static bool IsOver(V1Job job) => Holds(job, "Complete") || Holds(job, "Failed");

    public static string? Owner(V1ObjectMeta metadata) => metadata.OwnerReferences?.FirstOrDefault(owner => owner.Controller == true)?.Uid;

    public static DateTimeOffset? Utc(DateTime? time) => time is { } value ? new DateTimeOffset(DateTime.SpecifyKind(value, DateTimeKind.Utc)) : null;

    /// <summary>Indexes such as <c>0-2,5</c>.</summary>
    public static IReadOnlyList<int> Indexes(string? text)
    {
        var indexes = new List<int>();
        foreach (string part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] ends = part.Split('-');
            int first = int.Parse(ends[0], CultureInfo.InvariantCulture), last = int.Parse(ends[^1], CultureInfo.InvariantCulture);
            for (int index = first; index <= last; index++) indexes.Add(index);
        }

        return indexes;
    }

    private static bool Holds(V1Job job, string type) => job.Status?.Conditions?.Any(condition => condition.Type == type && condition.Status == "True") == true;
}
