using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Autorest;
using k8s.Models;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Cluster;

/// <summary>The calls that <c>kubectl rl4vlm</c> makes.</summary>
/// <param name="Client">The API.</param>
/// <param name="Namespace">The namespace that was chosen.</param>
internal sealed record RunCluster(IKubernetes Client, string Namespace)
{
    private const string FieldManager = "kubectl-rl4vlm";
    private const int PageSize = 500;

    /// <exception cref="StageException">64 when there is no such run.</exception>
    public async Task<ClusterRun> GetAsync(string name, CancellationToken cancellation)
    {
        try
        {
            return ClusterRun.Read(await Client.CustomObjects.GetNamespacedCustomObjectAsync<JsonElement>(
                RunManifest.Group, RunManifest.Version, Namespace, RunManifest.Plural, name, cancellation).ConfigureAwait(false));
        }
        catch (HttpOperationException e) when (ClusterFailure.Is(e, HttpStatusCode.NotFound))
        {
            throw Missing(e, name);
        }
    }

    /// <summary>All runs of the namespace, or of the cluster, by namespace and name.</summary>
    public async Task<IReadOnlyList<ClusterRun>> ListAsync(bool everywhere, CancellationToken cancellation)
    {
        var runs = new List<ClusterRun>();
        string? more = null;
        do
        {
            JsonElement page;
            try
            {
                page = await (everywhere
                    ? Client.CustomObjects.ListClusterCustomObjectAsync<JsonElement>(
                        RunManifest.Group, RunManifest.Version, RunManifest.Plural, continueParameter: more, limit: PageSize, cancellationToken: cancellation)
                    : Client.CustomObjects.ListNamespacedCustomObjectAsync<JsonElement>(
                        RunManifest.Group, RunManifest.Version, Namespace, RunManifest.Plural, continueParameter: more, limit: PageSize, cancellationToken: cancellation)).ConfigureAwait(false);
            }
            catch (HttpOperationException e) when (ClusterFailure.Is(e, HttpStatusCode.NotFound))
            {
                throw NotInstalled(e);
            }

            runs.AddRange(page.GetProperty("items").EnumerateArray().Select(ClusterRun.Read));
            more = page.GetProperty("metadata").TryGetProperty("continue", out JsonElement token) ? token.GetString() : null;
        }
        while (!string.IsNullOrEmpty(more));
        return [.. runs.OrderBy(run => run.Namespace, StringComparer.Ordinal).ThenBy(run => run.Name, StringComparer.Ordinal)];
    }

    /// <summary>Sets <c>spec.lifecycle.suspend</c>.</summary>
    public async Task<ClusterRun> SuspendAsync(string name, bool suspend, CancellationToken cancellation)
    {
        var patch = new JsonObject { ["spec"] = new JsonObject { ["lifecycle"] = new JsonObject { ["suspend"] = suspend } } };
        try
        {
            return ClusterRun.Read(await Client.CustomObjects.PatchNamespacedCustomObjectAsync<JsonElement>(
                new V1Patch(patch.ToJsonString(), V1Patch.PatchType.MergePatch), RunManifest.Group, RunManifest.Version, Namespace, RunManifest.Plural, name,
                fieldManager: FieldManager, cancellationToken: cancellation).ConfigureAwait(false));
        }
        catch (HttpOperationException e) when (ClusterFailure.Is(e, HttpStatusCode.NotFound))
        {
            throw Missing(e, name);
        }
    }

    /// <summary>The run's states from <paramref name="from"/> on, until the watch ends; a deleted run is a failure.</summary>
    public async IAsyncEnumerable<ClusterRun> WatchAsync(ClusterRun from, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        IAsyncEnumerable<(WatchEventType Type, object Object)> events = Client.CustomObjects.WatchListNamespacedCustomObjectAsync(
            RunManifest.Group, RunManifest.Version, Namespace, RunManifest.Plural, fieldSelector: $"metadata.name={from.Name}",
            resourceVersion: from.ResourceVersion, timeoutSeconds: 300, onError: _ => failed.Cancel(), cancellationToken: failed.Token);
        await using IAsyncEnumerator<(WatchEventType Type, object Object)> each = events.GetAsyncEnumerator(failed.Token);
        while (await NextAsync().ConfigureAwait(false))
        {
            if (each.Current.Type == WatchEventType.Deleted) throw new StageException(ExitCodes.Usage, $"run '{from.Name}' in namespace '{Namespace}' was deleted");
            yield return ClusterRun.Read((JsonElement)each.Current.Object);
        }

        async ValueTask<bool> NextAsync()
        {
            try
            {
                return await each.MoveNextAsync().ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                // The API ended the watch, most often because its history was compacted: the caller starts from the run as it is now.
                return false;
            }
        }
    }

    /// <summary>The pods of a run's stages.</summary>
    /// <param name="name">The run.</param>
    /// <param name="labels">Further labels that they must have.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task<IReadOnlyList<V1Pod>> PodsAsync(string name, IEnumerable<KeyValuePair<string, string>> labels, CancellationToken cancellation)
    {
        string selector = string.Join(',', labels.Select(label => $"{label.Key}={label.Value}").Prepend($"{Labels.Run}={name}").Prepend(Labels.Selector));
        V1PodList pods = await Client.CoreV1.ListNamespacedPodAsync(Namespace, labelSelector: selector, cancellationToken: cancellation).ConfigureAwait(false);
        return [.. pods.Items];
    }

    private StageException Missing(HttpOperationException e, string name) => ClusterFailure.StatusOf(e)?.Details?.Name == name
        ? new StageException(ExitCodes.Usage, $"there is no run '{name}' in namespace '{Namespace}'; kubectl rl4vlm get -A lists all", e)
        : NotInstalled(e);

    private static StageException NotInstalled(HttpOperationException e) =>
        new(ExitCodes.Usage, $"the cluster knows no {RunManifest.KindName}: the operator is not installed (docs/installation.md)", e);
}
