using k8s.Models;
using RL4VLM.Core.Manifest;
using RL4VLM.Operator.Jobs;

namespace RL4VLM.Operator.Reconciling;

/// <summary>How long pods held GPUs.</summary>
internal static class GpuTime
{
    /// <summary>The status with the time of a stage that has just been taken in: in the same write, so that it is counted once.</summary>
    public static RunStatus Add(Draft draft, StageView stage)
    {
        decimal gpus = StageResources.Gpus(draft.Manifest, stage.Stage);
        if (gpus == 0) return draft.Status;
        // A pod whose end is not seen yet held them until its Job's.
        DateTimeOffset end = StageView.Utc(stage.Job.Status?.CompletionTime) ?? draft.View.Now;
        double seconds = stage.Pods.Sum(pod => Held(pod, end).TotalSeconds);
        return draft.Status with { GpuSeconds = (draft.Status.GpuSeconds ?? 0) + (long)Math.Round(seconds * (double)gpus) };
    }

    private static TimeSpan Held(V1Pod pod, DateTimeOffset end)
    {
        PodTimes times = PodTimes.Of(pod);
        if (times.Started is not { } start) return TimeSpan.Zero;
        TimeSpan held = (times.Finished ?? end) - start;
        return held > TimeSpan.Zero ? held : TimeSpan.Zero;
    }
}
