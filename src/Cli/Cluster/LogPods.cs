using System.Globalization;
using k8s.Models;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Cluster;

/// <summary>Which pods a person wants to read; what is not given is the newest.</summary>
internal sealed record LogPods(string? Stage, int? Iteration, string? Task, int? Worker)
{
    /// <summary>In the order in which an iteration runs them.</summary>
    public static string[] Stages { get; } = [StageNames.Initialize, StageNames.Demonstrate, StageNames.Sft, StageNames.Collect, StageNames.Ppo, StageNames.Evaluate];

    /// <summary>What was asked for, as in <c> of collect, iteration 3</c>; empty when nothing was.</summary>
    public string Text
    {
        get
        {
            string[] parts =
            [
                .. Stage is null ? Array.Empty<string>() : [Stage],
                .. Task is null ? Array.Empty<string>() : [$"task {Task}"],
                .. Iteration is null ? Array.Empty<string>() : [string.Create(CultureInfo.InvariantCulture, $"iteration {Iteration}")],
                .. Worker is null ? Array.Empty<string>() : [string.Create(CultureInfo.InvariantCulture, $"worker {Worker}")],
            ];
            return parts.Length == 0 ? "" : $" of {string.Join(", ", parts)}";
        }
    }

    /// <summary>The labels that the pods must have.</summary>
    public IEnumerable<KeyValuePair<string, string>> Selector()
    {
        if (Stage is not null) yield return new(Labels.Stage, Stage);
        if (Iteration is { } iteration) yield return new(Labels.Iteration, iteration.ToString(CultureInfo.InvariantCulture));
        if (Task is not null) yield return new(Labels.Task, Task);
    }

    /// <summary>The newest pod of each worker of the newest stage among <paramref name="pods"/>.</summary>
    public IReadOnlyList<LogPod> Of(IEnumerable<V1Pod> pods)
    {
        IGrouping<(string, int, string?), LogPod>? newest = pods.Select(LogPod.Of)
            .Where(pod => Worker is null || pod.Worker == Worker)
            .GroupBy(pod => (pod.Stage, pod.Iteration, pod.Task))
            // Times are in whole seconds, so that stages of one second are told apart by the plan's order.
            .MaxBy(group => (group.Max(pod => pod.Created), group.Key.Iteration, Array.IndexOf(Stages, group.Key.Stage)));
        return newest is null ? [] : [.. newest
            .GroupBy(pod => pod.Worker)
            .Select(worker => worker.OrderBy(pod => pod.Created).ThenBy(pod => pod.Name, StringComparer.Ordinal).Last())
            .OrderBy(pod => pod.Worker)];
    }
}
