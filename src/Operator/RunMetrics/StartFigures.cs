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
        PodTimes[] pods = [.. stage.Pods.Select(PodTimes.Of)];
        if (pods.Length == 0 || pods.Any(pod => pod.Scheduled is null)) return null;
        TimeSpan queue = pods.Max(pod => pod.Scheduled!.Value) - stage.Created;
        return new StartFigures(NotNegative(queue), pods.Max(UntilStart));
    }

    private static TimeSpan? UntilStart(PodTimes pod) => pod.Started is { } started ? NotNegative(started - pod.Scheduled!.Value) : null;

    // Different machines' clocks.
    private static TimeSpan NotNegative(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;
}
