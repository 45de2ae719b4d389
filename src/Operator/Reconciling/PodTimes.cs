using System.Globalization;
using k8s.Models;
using RL4VLM.Core.Planning;
using RL4VLM.Operator.Jobs;

namespace RL4VLM.Operator.Reconciling;

/// <summary>What a pod tells of its way up and of its end, in the API's whole seconds.</summary>
/// <param name="Name">The pod's.</param>
/// <param name="Index">collect: the worker.</param>
/// <param name="Created">When its Job made it.</param>
/// <param name="Scheduled">When it got a node.</param>
/// <param name="Started">When the stage's container started.</param>
/// <param name="Finished">When it ended.</param>
internal sealed record PodTimes(string Name, int? Index, DateTimeOffset Created, DateTimeOffset? Scheduled, DateTimeOffset? Started, DateTimeOffset? Finished)
{
    public static PodTimes Of(V1Pod pod)
    {
        V1ContainerState? state = Container(pod)?.State;
        DateTime? scheduled = pod.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "PodScheduled", Status: "True" })?.LastTransitionTime ?? pod.Status?.StartTime;
        int? index = pod.Metadata.Labels is { } labels && labels.TryGetValue(Labels.CompletionIndex, out string? text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
        return new PodTimes(
            pod.Metadata.Name, index, StageView.Utc(pod.Metadata.CreationTimestamp) ?? DateTimeOffset.UnixEpoch, StageView.Utc(scheduled),
            StageView.Utc(state?.Terminated?.StartedAt ?? state?.Running?.StartedAt), StageView.Utc(state?.Terminated?.FinishedAt));
    }

    /// <summary>The stage's container; null before there is one.</summary>
    public static V1ContainerStatus? Container(V1Pod pod) => pod.Status?.ContainerStatuses?.FirstOrDefault(container => container.Name == StagePod.ContainerName);
}
