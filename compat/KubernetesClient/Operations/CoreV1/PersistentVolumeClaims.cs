using k8s.Autorest;
using k8s.Models;

namespace k8s;

public partial interface ICoreV1Operations
{
    Task<HttpOperationResponse<V1PersistentVolumeClaimList>> ListNamespacedPersistentVolumeClaimWithHttpMessagesAsync(
        string namespaceParameter, bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null,
        string labelSelector = null, int? limit = null, string resourceVersion = null, string resourceVersionMatch = null,
        bool? sendInitialEvents = null, int? timeoutSeconds = null, bool? watch = null, bool? pretty = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default);

    Task<HttpOperationResponse<V1PersistentVolumeClaimList>> ListPersistentVolumeClaimForAllNamespacesWithHttpMessagesAsync(
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null,
        int? limit = null, bool? pretty = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null,
        int? timeoutSeconds = null, bool? watch = null, IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null,
        CancellationToken cancellationToken = default);

    Task<HttpOperationResponse<V1PersistentVolumeClaim>> ReadNamespacedPersistentVolumeClaimWithHttpMessagesAsync(
        string name, string namespaceParameter, bool? pretty = null, IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null,
        CancellationToken cancellationToken = default);

    Task<HttpOperationResponse<V1PersistentVolumeClaim>> CreateNamespacedPersistentVolumeClaimWithHttpMessagesAsync(
        V1PersistentVolumeClaim body, string namespaceParameter, string dryRun = null, string fieldManager = null, string fieldValidation = null,
        bool? pretty = null, IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default);

    Task<HttpOperationResponse<V1PersistentVolumeClaim>> PatchNamespacedPersistentVolumeClaimWithHttpMessagesAsync(
        V1Patch body, string name, string namespaceParameter, string dryRun = null, string fieldManager = null, string fieldValidation = null,
        bool? force = null, bool? pretty = null, IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null,
        CancellationToken cancellationToken = default);

    Task<HttpOperationResponse<V1PersistentVolumeClaim>> DeleteNamespacedPersistentVolumeClaimWithHttpMessagesAsync(
        string name, string namespaceParameter, V1DeleteOptions body = null, string dryRun = null, int? gracePeriodSeconds = null,
        bool? ignoreStoreReadErrorWithClusterBreakingPotential = null, bool? orphanDependents = null, string propagationPolicy = null,
        bool? pretty = null, IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default);
}

internal sealed partial class CoreV1Operations
{
    Task<HttpOperationResponse<V1PersistentVolumeClaimList>> ICoreV1Operations.ListNamespacedPersistentVolumeClaimWithHttpMessagesAsync(
        string namespaceParameter, bool? allowWatchBookmarks, string continueParameter, string fieldSelector, string labelSelector, int? limit,
        string resourceVersion, string resourceVersionMatch, bool? sendInitialEvents, int? timeoutSeconds, bool? watch, bool? pretty,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders, CancellationToken cancellationToken) =>
        client.SendAsync<V1PersistentVolumeClaimList>(HttpMethod.Get, Route.Of($"api/v1/namespaces/{namespaceParameter}/persistentvolumeclaims"),
            Query.Of(
                ("allowWatchBookmarks", allowWatchBookmarks), ("continue", continueParameter), ("fieldSelector", fieldSelector),
                ("labelSelector", labelSelector), ("limit", limit), ("resourceVersion", resourceVersion),
                ("resourceVersionMatch", resourceVersionMatch), ("sendInitialEvents", sendInitialEvents), ("timeoutSeconds", timeoutSeconds),
                ("watch", watch), ("pretty", pretty)),
            null, watch is true, customHeaders, cancellationToken);

    Task<HttpOperationResponse<V1PersistentVolumeClaimList>> ICoreV1Operations.ListPersistentVolumeClaimForAllNamespacesWithHttpMessagesAsync(
        bool? allowWatchBookmarks, string continueParameter, string fieldSelector, string labelSelector, int? limit, bool? pretty,
        string resourceVersion, string resourceVersionMatch, bool? sendInitialEvents, int? timeoutSeconds, bool? watch,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders, CancellationToken cancellationToken) =>
        client.SendAsync<V1PersistentVolumeClaimList>(HttpMethod.Get, Route.Of($"api/v1/persistentvolumeclaims"),
            Query.Of(
                ("allowWatchBookmarks", allowWatchBookmarks), ("continue", continueParameter), ("fieldSelector", fieldSelector),
                ("labelSelector", labelSelector), ("limit", limit), ("pretty", pretty), ("resourceVersion", resourceVersion),
                ("resourceVersionMatch", resourceVersionMatch), ("sendInitialEvents", sendInitialEvents), ("timeoutSeconds", timeoutSeconds),
                ("watch", watch)),
            null, watch is true, customHeaders, cancellationToken);

    Task<HttpOperationResponse<V1PersistentVolumeClaim>> ICoreV1Operations.ReadNamespacedPersistentVolumeClaimWithHttpMessagesAsync(
        string name, string namespaceParameter, bool? pretty, IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders,
        CancellationToken cancellationToken) =>
        client.SendAsync<V1PersistentVolumeClaim>(HttpMethod.Get, Route.Of($"api/v1/namespaces/{namespaceParameter}/persistentvolumeclaims/{name}"),
            Query.Of(("pretty", pretty)),
            null, false, customHeaders, cancellationToken);

    Task<HttpOperationResponse<V1PersistentVolumeClaim>> ICoreV1Operations.CreateNamespacedPersistentVolumeClaimWithHttpMessagesAsync(
        V1PersistentVolumeClaim body, string namespaceParameter, string dryRun, string fieldManager, string fieldValidation, bool? pretty,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders, CancellationToken cancellationToken) =>
        client.SendAsync<V1PersistentVolumeClaim>(HttpMethod.Post, Route.Of($"api/v1/namespaces/{namespaceParameter}/persistentvolumeclaims"),
            Query.Of(("dryRun", dryRun), ("fieldManager", fieldManager), ("fieldValidation", fieldValidation), ("pretty", pretty)),
            body, false, customHeaders, cancellationToken);

    Task<HttpOperationResponse<V1PersistentVolumeClaim>> ICoreV1Operations.PatchNamespacedPersistentVolumeClaimWithHttpMessagesAsync(
        V1Patch body, string name, string namespaceParameter, string dryRun, string fieldManager, string fieldValidation, bool? force, bool? pretty,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders, CancellationToken cancellationToken) =>
        client.SendAsync<V1PersistentVolumeClaim>(HttpMethod.Patch, Route.Of($"api/v1/namespaces/{namespaceParameter}/persistentvolumeclaims/{name}"),
            Query.Of(("dryRun", dryRun), ("fieldManager", fieldManager), ("fieldValidation", fieldValidation), ("force", force), ("pretty", pretty)),
            body, false, customHeaders, cancellationToken);

    Task<HttpOperationResponse<V1PersistentVolumeClaim>> ICoreV1Operations.DeleteNamespacedPersistentVolumeClaimWithHttpMessagesAsync(
        string name, string namespaceParameter, V1DeleteOptions body, string dryRun, int? gracePeriodSeconds,
        bool? ignoreStoreReadErrorWithClusterBreakingPotential, bool? orphanDependents, string propagationPolicy, bool? pretty,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders, CancellationToken cancellationToken) =>
        client.SendAsync<V1PersistentVolumeClaim>(HttpMethod.Delete, Route.Of($"api/v1/namespaces/{namespaceParameter}/persistentvolumeclaims/{name}"),
            Query.Of(
                ("dryRun", dryRun), ("gracePeriodSeconds", gracePeriodSeconds),
                ("ignoreStoreReadErrorWithClusterBreakingPotential", ignoreStoreReadErrorWithClusterBreakingPotential),
                ("orphanDependents", orphanDependents), ("propagationPolicy", propagationPolicy), ("pretty", pretty)),
            body, false, customHeaders, cancellationToken);
}

public static partial class CoreV1OperationsExtensions
{
    public static Task<V1PersistentVolumeClaimList> ListNamespacedPersistentVolumeClaimAsync(
        this ICoreV1Operations operations, string namespaceParameter, bool? allowWatchBookmarks = null, string continueParameter = null,
        string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null,
        string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null, bool? pretty = null,
        CancellationToken cancellationToken = default) =>
        operations.ListNamespacedPersistentVolumeClaimWithHttpMessagesAsync(
            namespaceParameter, allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, resourceVersion, resourceVersionMatch,
            sendInitialEvents, timeoutSeconds, false, pretty, null, cancellationToken).Body();

    public static Watcher<V1PersistentVolumeClaim> WatchListNamespacedPersistentVolumeClaim(
        this ICoreV1Operations operations, string namespaceParameter, bool? allowWatchBookmarks = null, string continueParameter = null,
        string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null,
        string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null, bool? pretty = null,
        Action<WatchEventType, V1PersistentVolumeClaim> onEvent = null, Action<Exception> onError = null, Action onClosed = null) =>
        operations.ListNamespacedPersistentVolumeClaimWithHttpMessagesAsync(
            namespaceParameter, allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, resourceVersion, resourceVersionMatch,
            sendInitialEvents, timeoutSeconds, true, pretty, null, CancellationToken.None).Watcher<V1PersistentVolumeClaim, V1PersistentVolumeClaimList>(onEvent, onError, onClosed);

    public static IAsyncEnumerable<(WatchEventType, V1PersistentVolumeClaim)> WatchListNamespacedPersistentVolumeClaimAsync(
        this ICoreV1Operations operations, string namespaceParameter, bool? allowWatchBookmarks = null, string continueParameter = null,
        string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null,
        string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null, bool? pretty = null,
        Action<Exception> onError = null, CancellationToken cancellationToken = default) =>
        operations.ListNamespacedPersistentVolumeClaimWithHttpMessagesAsync(
            namespaceParameter, allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, resourceVersion, resourceVersionMatch,
            sendInitialEvents, timeoutSeconds, true, pretty, null, cancellationToken).Events<V1PersistentVolumeClaim, V1PersistentVolumeClaimList>(onError, cancellationToken);

    public static Task<V1PersistentVolumeClaimList> ListPersistentVolumeClaimForAllNamespacesAsync(
        this ICoreV1Operations operations, bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null,
        string labelSelector = null, int? limit = null, bool? pretty = null, string resourceVersion = null, string resourceVersionMatch = null,
        bool? sendInitialEvents = null, int? timeoutSeconds = null, CancellationToken cancellationToken = default) =>
        operations.ListPersistentVolumeClaimForAllNamespacesWithHttpMessagesAsync(
            allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, pretty, resourceVersion, resourceVersionMatch,
            sendInitialEvents, timeoutSeconds, false, null, cancellationToken).Body();

    public static Watcher<V1PersistentVolumeClaim> WatchListPersistentVolumeClaimForAllNamespaces(
        this ICoreV1Operations operations, bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null,
        string labelSelector = null, int? limit = null, bool? pretty = null, string resourceVersion = null, string resourceVersionMatch = null,
        bool? sendInitialEvents = null, int? timeoutSeconds = null, Action<WatchEventType, V1PersistentVolumeClaim> onEvent = null,
        Action<Exception> onError = null, Action onClosed = null) =>
        operations.ListPersistentVolumeClaimForAllNamespacesWithHttpMessagesAsync(
            allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, pretty, resourceVersion, resourceVersionMatch,
            sendInitialEvents, timeoutSeconds, true, null, CancellationToken.None).Watcher<V1PersistentVolumeClaim, V1PersistentVolumeClaimList>(onEvent, onError, onClosed);

    public static IAsyncEnumerable<(WatchEventType, V1PersistentVolumeClaim)> WatchListPersistentVolumeClaimForAllNamespacesAsync(
        this ICoreV1Operations operations, bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null,
        string labelSelector = null, int? limit = null, bool? pretty = null, string resourceVersion = null, string resourceVersionMatch = null,
        bool? sendInitialEvents = null, int? timeoutSeconds = null, Action<Exception> onError = null, CancellationToken cancellationToken = default) =>
        operations.ListPersistentVolumeClaimForAllNamespacesWithHttpMessagesAsync(
            allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, pretty, resourceVersion, resourceVersionMatch,
            sendInitialEvents, timeoutSeconds, true, null, cancellationToken).Events<V1PersistentVolumeClaim, V1PersistentVolumeClaimList>(onError, cancellationToken);

    public static Task<V1PersistentVolumeClaim> ReadNamespacedPersistentVolumeClaimAsync(
        this ICoreV1Operations operations, string name, string namespaceParameter, bool? pretty = null, CancellationToken cancellationToken = default) =>
        operations.ReadNamespacedPersistentVolumeClaimWithHttpMessagesAsync(name, namespaceParameter, pretty, null, cancellationToken).Body();

    public static Task<V1PersistentVolumeClaim> CreateNamespacedPersistentVolumeClaimAsync(
        this ICoreV1Operations operations, V1PersistentVolumeClaim body, string namespaceParameter, string dryRun = null, string fieldManager = null,
        string fieldValidation = null, bool? pretty = null, CancellationToken cancellationToken = default) =>
        operations.CreateNamespacedPersistentVolumeClaimWithHttpMessagesAsync(
            body, namespaceParameter, dryRun, fieldManager, fieldValidation, pretty, null, cancellationToken).Body();

    public static Task<V1PersistentVolumeClaim> PatchNamespacedPersistentVolumeClaimAsync(
        this ICoreV1Operations operations, V1Patch body, string name, string namespaceParameter, string dryRun = null, string fieldManager = null,
        string fieldValidation = null, bool? force = null, bool? pretty = null, CancellationToken cancellationToken = default) =>
        operations.PatchNamespacedPersistentVolumeClaimWithHttpMessagesAsync(
            body, name, namespaceParameter, dryRun, fieldManager, fieldValidation, force, pretty, null, cancellationToken).Body();

    public static Task<V1PersistentVolumeClaim> DeleteNamespacedPersistentVolumeClaimAsync(
        this ICoreV1Operations operations, string name, string namespaceParameter, V1DeleteOptions body = null, string dryRun = null,
        int? gracePeriodSeconds = null, bool? ignoreStoreReadErrorWithClusterBreakingPotential = null, bool? orphanDependents = null,
        string propagationPolicy = null, bool? pretty = null, CancellationToken cancellationToken = default) =>
        operations.DeleteNamespacedPersistentVolumeClaimWithHttpMessagesAsync(
            name, namespaceParameter, body, dryRun, gracePeriodSeconds, ignoreStoreReadErrorWithClusterBreakingPotential, orphanDependents,
            propagationPolicy, pretty, null, cancellationToken).Body();
}
