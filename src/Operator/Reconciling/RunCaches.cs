using k8s.Models;
using RL4VLM.Core.Planning;
using RL4VLM.Operator.Jobs;
using RL4VLM.Operator.Resources;
using RL4VLM.Operator.Runtime;

namespace RL4VLM.Operator.Reconciling;

/// <summary>The cluster as the informers know it.</summary>
/// <param name="Runs">Every run watched.</param>
/// <param name="Jobs">Jobs the operator created, by <see cref="RunOf"/>.</param>
/// <param name="Pods">Their pods, by <see cref="RunOf"/>.</param>
/// <param name="RememberRun">Takes in what a write returned, at once and not only when the watch tells of it.</param>
/// <param name="RememberJob">The same for Jobs.</param>
public sealed record RunCaches(
    IObjectCache<RunResource> Runs, IObjectCache<V1Job> Jobs, IObjectCache<V1Pod> Pods, Action<RunResource> RememberRun, Action<V1Job> RememberJob)
{
    /// <summary>Index of Jobs and pods: the run's <c>namespace/name</c>; null for those of nobody.</summary>
    public static string? RunOf(V1ObjectMeta metadata) =>
        metadata.Labels is { } labels && labels.TryGetValue(Labels.Run, out string? run) ? new ObjectKey(metadata.NamespaceProperty, run).ToString() : null;

    public static ObjectKey KeyOf(RunResource run) => new(run.Metadata.NamespaceProperty, run.Metadata.Name);
}

/// <summary>Tells people what happened to a run.</summary>
public interface IRunEvents
{
    void Record(RunResource run, RunEvent happened);
}
