using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Autorest;
using k8s.Models;
using RL4VLM.Core.Manifest;
using RL4VLM.Operator.Resources;
using RL4VLM.Operator.Runtime;

namespace RL4VLM.Operator.Reconciling;

/// <summary><see cref="IRunCluster"/> over the Kubernetes API. Objects are patched, never replaced.</summary>
public sealed class KubernetesRunCluster(IKubernetes client) : IRunCluster
{
    /// <summary>Our name among an object's field managers.</summary>
    public const string FieldManager = "rl4vlm-operator";

    public async Task<RunResource?> ReadRunAsync(ObjectKey run, CancellationToken cancellation)
    {
        try
        {
            return await client.CustomObjects.GetNamespacedCustomObjectAsync<RunResource>(
                RunManifest.Group, RunManifest.Version, run.Namespace, RunResource.Plural, run.Name, cancellation).ConfigureAwait(false);
        }
        catch (HttpOperationException e) when (Is(e, HttpStatusCode.NotFound))
        {
            return null;
        }
    }

    public async Task<RunResource?> TryPatchStatusAsync(RunResource run, JsonObject status, CancellationToken cancellation)
    {
        var patch = new JsonObject
        {
            // The precondition: a decision made from an older state is not written over a newer one.
            ["metadata"] = new JsonObject { ["resourceVersion"] = run.Metadata.ResourceVersion },
            ["status"] = status,
        };
        try
        {
            return await client.CustomObjects.PatchNamespacedCustomObjectStatusAsync<RunResource>(
                new V1Patch(patch.ToJsonString(), V1Patch.PatchType.MergePatch), RunManifest.Group, RunManifest.Version, run.Metadata.NamespaceProperty,
                RunResource.Plural, run.Metadata.Name, fieldManager: FieldManager, cancellationToken: cancellation).ConfigureAwait(false);
        }
        catch (HttpOperationException e) when (Is(e, HttpStatusCode.NotFound) || Is(e, HttpStatusCode.Conflict))
        {
            return null;
        }
    }

    public async Task CreateSnapshotAsync(V1ConfigMap snapshot, CancellationToken cancellation)
    {
        try
        {
            await client.CoreV1.CreateNamespacedConfigMapAsync(snapshot, snapshot.Metadata.NamespaceProperty, fieldManager: FieldManager, cancellationToken: cancellation).ConfigureAwait(false);
        }
        catch (HttpOperationException e) when (Is(e, HttpStatusCode.Conflict))
        {
            // Its name covers the run's UID and its content: it is ours, from before a restart.
        }
        catch (HttpOperationException e) when (IsRejection(e))
        {
            throw new RejectedException($"ConfigMap {snapshot.Metadata.Name} was refused: {MessageOf(e)}", e);
        }
    }

    public async Task<V1Job> CreateJobAsync(V1Job job, CancellationToken cancellation)
    {
        string space = job.Metadata.NamespaceProperty;
        try
        {
            return await client.BatchV1.CreateNamespacedJobAsync(job, space, fieldManager: FieldManager, cancellationToken: cancellation).ConfigureAwait(false);
        }
        catch (HttpOperationException e) when (Is(e, HttpStatusCode.Conflict))
        {
            return await client.BatchV1.ReadNamespacedJobAsync(job.Metadata.Name, space, cancellationToken: cancellation).ConfigureAwait(false);
        }
        catch (HttpOperationException e) when (IsRejection(e))
        {
            throw new RejectedException($"Job {job.Metadata.Name} was refused: {MessageOf(e)}", e);
        }
    }

    public async Task DeleteJobAsync(V1Job job, CancellationToken cancellation)
    {
        try
        {
            await client.BatchV1.DeleteNamespacedJobAsync(
                job.Metadata.Name, job.Metadata.NamespaceProperty, Deletion(job.Metadata, "Foreground"), cancellationToken: cancellation).ConfigureAwait(false);
        }
        catch (HttpOperationException e) when (Is(e, HttpStatusCode.NotFound) || Is(e, HttpStatusCode.Conflict))
        {
            // Gone, or another one under the same name.
        }
    }

    public async Task<bool> TryDeleteRunAsync(RunResource run, CancellationToken cancellation)
    {
        V1DeleteOptions options = Deletion(run.Metadata, "Background");
        options.Preconditions.ResourceVersion = run.Metadata.ResourceVersion;
        try
        {
            await client.CustomObjects.DeleteNamespacedCustomObjectAsync(
                RunManifest.Group, RunManifest.Version, run.Metadata.NamespaceProperty, RunResource.Plural, run.Metadata.Name,
                options, cancellationToken: cancellation).ConfigureAwait(false);
            return true;
        }
        catch (HttpOperationException e) when (Is(e, HttpStatusCode.NotFound))
        {
            return true;
        }
        catch (HttpOperationException e) when (Is(e, HttpStatusCode.Conflict))
        {
            return false;
        }
    }

    private static V1DeleteOptions Deletion(V1ObjectMeta metadata, string propagation) => new()
    {
        PropagationPolicy = propagation,
        Preconditions = new V1Preconditions { Uid = metadata.Uid },
    };

    private static bool Is(HttpOperationException e, HttpStatusCode code) => e.Response?.StatusCode == code;

    // 403 here is a quota or an admission rule: that the operator may create Jobs at all is the chart's business, and shows the same way.
    private static bool IsRejection(HttpOperationException e) => Is(e, HttpStatusCode.UnprocessableEntity) || Is(e, HttpStatusCode.Forbidden) || Is(e, HttpStatusCode.BadRequest);

    private static string MessageOf(HttpOperationException e)
    {
        try
        {
            return JsonDocument.Parse(e.Response.Content).RootElement.GetProperty("message").GetString() ?? e.Message;
        }
        catch (Exception parse) when (parse is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            return e.Message;
        }
    }
}
