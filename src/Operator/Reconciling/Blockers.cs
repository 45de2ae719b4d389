using k8s.Models;

namespace RL4VLM.Operator.Reconciling;

/// <summary>What keeps pods from starting. Jobs never fail on it, so people must be told.</summary>
internal static class Blockers
{
    /// <summary>A Job that has no pod after this long is refused one (quota, admission).</summary>
    private static readonly TimeSpan PodsTake = TimeSpan.FromSeconds(30);

    public static (string Reason, string Message)? Find(Draft draft)
    {
        foreach (StageView stage in draft.Live)
        {
            foreach (V1Pod pod in stage.Pods.OrderBy(pod => pod.Metadata.Name, StringComparer.Ordinal))
            {
                if (OfPod(pod) is { } found) return (found.Reason, $"pod {pod.Metadata.Name} of {stage.Title}: {found.Message}");
            }

            if (stage.Pods.Count > 0 || stage.IsWaitingInQueue || (stage.Job.Status?.Active ?? 0) > 0) continue;
            TimeSpan left = stage.Created + PodsTake - draft.View.Now;
            if (left <= TimeSpan.Zero) return (Reasons.NoPods, $"Job {stage.Name} of {stage.Title} has got no pod; kubectl describe job {stage.Name} says why");
            draft.Again(left);
        }

        return null;
    }

    private static (string Reason, string Message)? OfPod(V1Pod pod)
    {
        if (pod.Status is not { Phase: "Pending" or "Running" or null } status || pod.Metadata.DeletionTimestamp is not null) return null;
        if (status.Conditions?.FirstOrDefault(condition => condition is { Type: "PodScheduled", Status: "False", Reason: "Unschedulable" }) is { } unscheduled)
        {
            return (Reasons.Unschedulable, unscheduled.Message ?? "no node fits");
        }

        foreach (V1ContainerStatus container in (status.InitContainerStatuses ?? []).Concat(status.ContainerStatuses ?? []))
        {
            if (container.State?.Waiting is not { Reason: { } reason } waiting) continue;
            string? shown = reason switch
            {
                "ErrImagePull" or "ImagePullBackOff" => Reasons.ImagePullBackOff,
                "InvalidImageName" or "ErrImageNeverPull" or "CreateContainerConfigError" or "CreateContainerError" or "RunContainerError" or "CrashLoopBackOff" => reason,
                _ => null,
            };
            if (shown is not null) return (shown, $"container {container.Name}: {waiting.Message ?? reason}");
        }

        return null;
    }
}
