using System.Text.Json.Nodes;
using k8s.Models;
using RL4VLM.Operator.Resources;
using RL4VLM.Operator.Runtime;

namespace RL4VLM.Operator.Reconciling;

/// <summary>What the reconciler does to the cluster. Nothing else is ever written, but events and the Lease.</summary>
public interface IRunCluster
{
    /// <summary>The run as the API has it now; null when it is gone.</summary>
    Task<RunResource?> ReadRunAsync(ObjectKey run, CancellationToken cancellation);

    /// <summary>Merge-patches the status subresource if the run still has the resourceVersion of <paramref name="run"/>.</summary>
    /// <returns>The run after the patch; null when it has changed since or is gone.</returns>
    Task<RunResource?> TryPatchStatusAsync(RunResource run, JsonObject status, CancellationToken cancellation);

    /// <summary>Creates a snapshot; one that is there already is the same.</summary>
    Task CreateSnapshotAsync(V1ConfigMap snapshot, CancellationToken cancellation);

    /// <returns>The Job created; or the one that stands under this name.</returns>
    Task<V1Job> CreateJobAsync(V1Job job, CancellationToken cancellation);

    /// <summary>Deletes this very Job (by UID) in the foreground; one that is gone is no error.</summary>
    Task DeleteJobAsync(V1Job job, CancellationToken cancellation);

    /// <summary>Deletes this very run (by UID) as it was seen; one that is gone is no error.</summary>
    /// <returns>False when it has changed since: somebody may want it to go on.</returns>
    Task<bool> TryDeleteRunAsync(RunResource run, CancellationToken cancellation);
}

/// <summary>The API refuses what it was given, and will again: a quota, an admission rule, a value it does not like.</summary>
public sealed class RejectedException(string message, Exception? inner) : Exception(message, inner);
