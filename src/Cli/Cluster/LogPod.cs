using System.Globalization;
using k8s.Models;
using RL4VLM.Core.Planning;

namespace RL4VLM.Cli.Cluster;

/// <summary>A stage's pod, by its labels.</summary>
/// <param name="Name">Of the pod.</param>
/// <param name="Stage">Its stage.</param>
/// <param name="Iteration">Iteration of the stage.</param>
/// <param name="Task">evaluate: the task.</param>
/// <param name="Worker">collect: the worker.</param>
/// <param name="Created">When the pod was created.</param>
/// <param name="HasStarted">Whether its stage's container runs or has run, so that there is a log.</param>
internal sealed record LogPod(string Name, string Stage, int Iteration, string? Task, int? Worker, DateTime Created, bool HasStarted)
{
    public static LogPod Of(V1Pod pod)
    {
        string? Label(string name) => pod.Metadata.Labels is { } labels && labels.TryGetValue(name, out string? value) ? value : null;
        int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
        string? index = pod.Metadata.Annotations is { } notes && notes.TryGetValue(Labels.CompletionIndex, out string? noted) ? noted : Label(Labels.CompletionIndex);
        V1ContainerState? state = pod.Status?.ContainerStatuses?.FirstOrDefault(container => container.Name == Labels.Container)?.State;
        bool started = state is { Running: not null } or { Terminated: not null } || pod.Status?.Phase is "Succeeded" or "Failed";
        return new LogPod(
            pod.Metadata.Name, Label(Labels.Stage) ?? "", Number(Label(Labels.Iteration)) ?? 0, Label(Labels.Task), Number(index),
            pod.Metadata.CreationTimestamp ?? DateTime.MinValue, started);
    }
}
