using System.Text.Json;
using k8s;
using k8s.Models;

namespace RL4VLM.Operator.Runtime;

/// <summary>Sources over the API, of one namespace, or of the whole cluster when it is null.</summary>
public static class ObjectSources
{
    public static IObjectSource<V1Job> Jobs(IKubernetes client, string? @namespace, string? labelSelector = null) => new KubernetesObjectSource<V1Job>(
        V1Job.KubePluralName,
        async (token, limit, cancellation) => Page(await (@namespace is null
            ? client.BatchV1.ListJobForAllNamespacesAsync(continueParameter: token, limit: limit, labelSelector: labelSelector, cancellationToken: cancellation)
            : client.BatchV1.ListNamespacedJobAsync(@namespace, continueParameter: token, limit: limit, labelSelector: labelSelector, cancellationToken: cancellation))
            .ConfigureAwait(false)),
        (version, seconds, onError, cancellation) => @namespace is null
            ? client.BatchV1.WatchListJobForAllNamespacesAsync(allowWatchBookmarks: true, labelSelector: labelSelector, resourceVersion: version, timeoutSeconds: seconds, onError: onError, cancellationToken: cancellation)
            : client.BatchV1.WatchListNamespacedJobAsync(@namespace, allowWatchBookmarks: true, labelSelector: labelSelector, resourceVersion: version, timeoutSeconds: seconds, onError: onError, cancellationToken: cancellation));

    public static IObjectSource<V1Pod> Pods(IKubernetes client, string? @namespace, string? labelSelector = null) => new KubernetesObjectSource<V1Pod>(
        V1Pod.KubePluralName,
        async (token, limit, cancellation) => Page(await (@namespace is null
            ? client.CoreV1.ListPodForAllNamespacesAsync(continueParameter: token, limit: limit, labelSelector: labelSelector, cancellationToken: cancellation)
            : client.CoreV1.ListNamespacedPodAsync(@namespace, continueParameter: token, limit: limit, labelSelector: labelSelector, cancellationToken: cancellation))
            .ConfigureAwait(false)),
        (version, seconds, onError, cancellation) => @namespace is null
            ? client.CoreV1.WatchListPodForAllNamespacesAsync(allowWatchBookmarks: true, labelSelector: labelSelector, resourceVersion: version, timeoutSeconds: seconds, onError: onError, cancellationToken: cancellation)
            : client.CoreV1.WatchListNamespacedPodAsync(@namespace, allowWatchBookmarks: true, labelSelector: labelSelector, resourceVersion: version, timeoutSeconds: seconds, onError: onError, cancellationToken: cancellation));

    public static IObjectSource<V1ConfigMap> ConfigMaps(IKubernetes client, string? @namespace, string? labelSelector = null) => new KubernetesObjectSource<V1ConfigMap>(
        V1ConfigMap.KubePluralName,
        async (token, limit, cancellation) => Page(await (@namespace is null
            ? client.CoreV1.ListConfigMapForAllNamespacesAsync(continueParameter: token, limit: limit, labelSelector: labelSelector, cancellationToken: cancellation)
            : client.CoreV1.ListNamespacedConfigMapAsync(@namespace, continueParameter: token, limit: limit, labelSelector: labelSelector, cancellationToken: cancellation))
            .ConfigureAwait(false)),
        (version, seconds, onError, cancellation) => @namespace is null
            ? client.CoreV1.WatchListConfigMapForAllNamespacesAsync(allowWatchBookmarks: true, labelSelector: labelSelector, resourceVersion: version, timeoutSeconds: seconds, onError: onError, cancellationToken: cancellation)
            : client.CoreV1.WatchListNamespacedConfigMapAsync(@namespace, allowWatchBookmarks: true, labelSelector: labelSelector, resourceVersion: version, timeoutSeconds: seconds, onError: onError, cancellationToken: cancellation));

    /// <summary>A custom resource as <typeparamref name="T"/>.</summary>
    public static IObjectSource<T> Custom<T>(IKubernetes client, string group, string version, string plural, string? @namespace)
        where T : class, IKubernetesObject<V1ObjectMeta> => new KubernetesObjectSource<T>(
        plural,
        async (token, limit, cancellation) =>
        {
            using var response = await (@namespace is null
                ? client.CustomObjects.ListClusterCustomObjectWithHttpMessagesAsync<CustomList<T>>(group, version, plural, continueParameter: token, limit: limit, cancellationToken: cancellation)
                : client.CustomObjects.ListNamespacedCustomObjectWithHttpMessagesAsync<CustomList<T>>(group, version, @namespace, plural, continueParameter: token, limit: limit, cancellationToken: cancellation))
                .ConfigureAwait(false);
            return Page(response.Body);
        },
        (resourceVersion, seconds, onError, cancellation) => Typed<T>(
            @namespace is null
                ? client.CustomObjects.WatchListClusterCustomObjectAsync(group, version, plural, allowWatchBookmarks: true, resourceVersion: resourceVersion, timeoutSeconds: seconds, onError: onError, cancellationToken: cancellation)
                : client.CustomObjects.WatchListNamespacedCustomObjectAsync(group, version, @namespace, plural, allowWatchBookmarks: true, resourceVersion: resourceVersion, timeoutSeconds: seconds, onError: onError, cancellationToken: cancellation)));

    private static async IAsyncEnumerable<(WatchEventType Type, T Object)> Typed<T>(IAsyncEnumerable<(WatchEventType Type, object Object)> events)
    {
        await foreach ((WatchEventType type, object value) in events.ConfigureAwait(false)) yield return (type, KubernetesJson.Deserialize<T>((JsonElement)value));
    }

    private static ObjectPage<T> Page<T>(IItems<T> list) where T : IKubernetesObject<V1ObjectMeta> =>
        new([.. list.Items ?? []], ((IKubernetesObject<V1ListMeta>)list).Metadata?.ResourceVersion, ((IKubernetesObject<V1ListMeta>)list).Metadata?.ContinueProperty);
}
