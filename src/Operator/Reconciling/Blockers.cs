using k8s.Models;

namespace RL4VLM.Operator.Reconciling;

/// <summary>What keeps pods from starting. Jobs never fail on it, so people must be told.</summary>
internal static class Blockers
{
    /// <summary>A Job that has no pod after this long is refused one (quota, admission).</summary>
    private static readonly TimeSpan PodsTake = TimeSpan.FromSeconds(30);

    /// <summary>Volumes are mounted and images pulled, or a missing Secret keeps them waiting for ever.</summary>
    private static readonly TimeSpan ContainersTake = TimeSpan.FromMinutes(5);

    /// <summary>After the grace period, which a deletionTimestamp includes.</summary>
    private static readonly TimeSpan DeletionTakes = TimeSpan.FromSeconds(60);

    public static (string Reason, string Message)? Find(Draft draft)
    {
        foreach (StageView stage in draft.Live)
        {
            foreach (V1Pod pod in stage.Pods.OrderBy(pod => pod.Metadata.Name, StringComparer.Ordinal))
            {
                if ((OfPod(pod) ?? Late(draft, pod)) is { } found) return (found.Reason, $"pod {pod.Metadata.Name} of {stage.Title}: {found.Message}");
            }

            // A Job that Kueue admits starts then, and not when it was created.
            if (stage.Pods.Count > 0 || stage.IsWaitingInQueue || (stage.Job.Status?.Active ?? 0) > 0 || StageView.Utc(stage.Job.Status?.StartTime) is not { } start) continue;
            TimeSpan left = start + PodsTake - draft.View.Now;
            if (left <= TimeSpan.Zero) return (Reasons.NoPods, $"Job {stage.Name} of {stage.Title} has got no pod; kubectl describe job {stage.Name} says why");
            draft.Again(left);
        }

        return null;
    }

    /// <summary>What only time tells.</summary>
    private static (string Reason, string Message)? Late(Draft draft, V1Pod pod)
    {
        if (pod.Status?.Phase is "Succeeded" or "Failed") return null;
        if (StageView.Utc(pod.Metadata.DeletionTimestamp) is { } deletion)
        {
            return IsPast(draft, deletion + DeletionTakes)
                ? (Reasons.PodStuck, "is deleted but does not end, and its successor waits for it: is its node gone? Delete the Node, or taint it node.kubernetes.io/out-of-service")
                : null;
        }

        bool creating = (pod.Status?.ContainerStatuses ?? []).Any(container => container.State?.Waiting?.Reason is "ContainerCreating" or "PodInitializing");
        return creating && IsPast(draft, (StageView.Utc(pod.Metadata.CreationTimestamp) ?? draft.View.Now) + ContainersTake)
            ? (Reasons.ContainersNotCreated, $"its containers are not created yet; kubectl describe pod {pod.Metadata.Name} says why")
            : null;
    }

    private static bool IsPast(Draft draft, DateTimeOffset time)
    {
        TimeSpan left = time - draft.View.Now;
        if (left > TimeSpan.Zero) draft.Again(left);
        return left <= TimeSpan.Zero;
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
