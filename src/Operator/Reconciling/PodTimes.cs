using k8s.Models;
using RL4VLM.Operator.Jobs;

namespace RL4VLM.Operator.Reconciling;

/// <summary>What a pod's status tells of its way up.</summary>
internal static class PodTimes
{
    /// <summary>The stage's container; null before there is one.</summary>
    public static V1ContainerStatus? Container(V1Pod pod) => pod.Status?.ContainerStatuses?.FirstOrDefault(container => container.Name == StagePod.ContainerName);

    /// <summary>When it got a node.</summary>
    public static DateTimeOffset? Scheduled(V1Pod pod) =>
        StageView.Utc(pod.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "PodScheduled", Status: "True" })?.LastTransitionTime);

    /// <summary>When the stage's container started.</summary>
    public static DateTimeOffset? Started(V1Pod pod) => StageView.Utc(Container(pod)?.State is { } state ? state.Running?.StartedAt ?? state.Terminated?.StartedAt : null);
}
