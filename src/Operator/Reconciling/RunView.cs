using k8s.Models;
using RL4VLM.Core.Manifest;
using RL4VLM.Operator.Resources;

namespace RL4VLM.Operator.Reconciling;

/// <summary>All that a decision about a run is made from.</summary>
/// <param name="Run">The run as cached.</param>
/// <param name="Read">Its manifest, or what is wrong with it.</param>
/// <param name="Jobs">Jobs that carry the run's label; those of an earlier run of the same name may be among them.</param>
/// <param name="Pods">Pods that carry the run's label.</param>
/// <param name="Settings">The operator's.</param>
/// <param name="Now">Wall clock.</param>
/// <param name="Rejection">Why the API refused the last Job or ConfigMap; null when it did not.</param>
/// <param name="Begun">Traces of iterations that have begun and that the status may not know yet.</param>
public sealed record RunView(
    RunResource Run, ReadManifest Read, IReadOnlyList<V1Job> Jobs, IReadOnlyList<V1Pod> Pods, OperatorSettings Settings, DateTimeOffset Now, string? Rejection = null,
    IReadOnlyDictionary<int, string>? Begun = null)
{
    public ManifestResult Manifest => Read.Result;
}
