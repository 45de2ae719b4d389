using k8s.Models;
using RL4VLM.Operator.Reconciling;

namespace RL4VLM.Operator.RunMetrics;

/// <summary>How the pods of a Job came up.</summary>
/// <param name="Queue">From the Job's creation until its last pod had a node.</param>
/// <param name="Start">From a pod's node to its container's start, of the slowest that has started; null before one has.</param>
internal sealed record StartFigures(TimeSpan Queue, TimeSpan? Start)
{
    /// <summary>Null while a pod waits for its node.</summary>
    public static StartFigures? Of(StageView stage)
    {
        if (stage.Pods.Count == 0 || stage.Pods.Any(pod => PodTimes.Scheduled(pod) is null)) return null;
        TimeSpan queue = stage.Pods.Max(pod => PodTimes.Scheduled(pod)!.Value) - stage.Created;
        return new StartFigures(NotNegative(queue), stage.Pods.Max(UntilStart));
    }

    private static TimeSpan? UntilStart(V1Pod pod) => PodTimes.Started(pod) is { } started ? NotNegative(started - PodTimes.Scheduled(pod)!.Value) : null;

    // Different machines' clocks.
    private static TimeSpan NotNegative(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;
}
