using k8s.Autorest;
using k8s.Models;

namespace k8s;

public partial interface ICoreV1Operations
{
    Task<HttpOperationResponse<V1ServiceAccountList>> ListNamespacedServiceAccountWithHttpMessagesAsync(
        string namespaceParameter, bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null,
        string labelSelector = null, int? limit = null, string resourceVersion = null, string resourceVersionMatch = null,
        bool? sendInitialEvents = null, int? timeoutSeconds = null, bool? watch = null, bool? pretty = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default);

    Task<HttpOperationResponse<V1ServiceAccount>> ReadNamespacedServiceAccountWithHttpMessagesAsync(
        string name, string namespaceParameter, bool? pretty = null, IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null,
        CancellationToken cancellationToken = default);

    Task<HttpOperationResponse<V1ServiceAccount>> CreateNamespacedServiceAccountWithHttpMessagesAsync(
        V1ServiceAccount body, string namespaceParameter, string dryRun = null, string fieldManager = null, string fieldValidation = null,
        bool? pretty = null, IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default);

    Task<HttpOperationResponse<V1ServiceAccount>> PatchNamespacedServiceAccountWithHttpMessagesAsync(
        V1Patch body, string name, string namespaceParameter, string dryRun = null, string fieldManager = null, string fieldValidation = null,
        bool? force = null, bool? pretty = null, IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null,
        CancellationToken cancellationToken = default);

    Task<HttpOperationResponse<V1ServiceAccount>> DeleteNamespacedServiceAccountWithHttpMessagesAsync(
        string name, string namespaceParameter, V1DeleteOptions body = null, string dryRun = null, int? gracePeriodSeconds = null,
        bool? ignoreStoreReadErrorWithClusterBreakingPotential = null, bool? orphanDependents = null, string propagationPolicy = null,
        bool? pretty = null, IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default);
}

internal sealed partial class CoreV1Operations
{
    Task<HttpOperationResponse<V1ServiceAccountList>> ICoreV1Operations.ListNamespacedServiceAccountWithHttpMessagesAsync(
        string namespaceParameter, bool? allowWatchBookmarks, string continueParameter, string fieldSelector, string labelSelector, int? limit,
        string resourceVersion, string resourceVersionMatch, bool? sendInitialEvents, int? timeoutSeconds, bool? watch, bool? pretty,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders, CancellationToken cancellationToken) =>
        client.SendAsync<V1ServiceAccountList>(HttpMethod.Get, Route.Of($"api/v1/namespaces/{namespaceParameter}/serviceaccounts"),
            Query.Of(
                ("allowWatchBookmarks", allowWatchBookmarks), ("continue", continueParameter), ("fieldSelector", fieldSelector),
                ("labelSelector", labelSelector), ("limit", limit), ("resourceVersion", resourceVersion),
                ("resourceVersionMatch", resourceVersionMatch), ("sendInitialEvents", sendInitialEvents), ("timeoutSeconds", timeoutSeconds),
                ("watch", watch), ("pretty", pretty)),
            null, watch is true, customHeaders, cancellationToken);

    Task<HttpOperationResponse<V1ServiceAccount>> ICoreV1Operations.ReadNamespacedServiceAccountWithHttpMessagesAsync(
        string name, string namespaceParameter, bool? pretty, IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders,
        CancellationToken cancellationToken) =>
        client.SendAsync<V1ServiceAccount>(HttpMethod.Get, Route.Of($"api/v1/namespaces/{namespaceParameter}/serviceaccounts/{name}"),
            Query.Of(("pretty", pretty)),
            null, false, customHeaders, cancellationToken);

    Task<HttpOperationResponse<V1ServiceAccount>> ICoreV1Operations.CreateNamespacedServiceAccountWithHttpMessagesAsync(
        V1ServiceAccount body, string namespaceParameter, string dryRun, string fieldManager, string fieldValidation, bool? pretty,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders, CancellationToken cancellationToken) =>
        client.SendAsync<V1ServiceAccount>(HttpMethod.Post, Route.Of($"api/v1/namespaces/{namespaceParameter}/serviceaccounts"),
            Query.Of(("dryRun", dryRun), ("fieldManager", fieldManager), ("fieldValidation", fieldValidation), ("pretty", pretty)),
            body, false, customHeaders, cancellationToken);

    Task<HttpOperationResponse<V1ServiceAccount>> ICoreV1Operations.PatchNamespacedServiceAccountWithHttpMessagesAsync(
        V1Patch body, string name, string namespaceParameter, string dryRun, string fieldManager, string fieldValidation, bool? force, bool? pretty,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders, CancellationToken cancellationToken) =>
        client.SendAsync<V1ServiceAccount>(HttpMethod.Patch, Route.Of($"api/v1/namespaces/{namespaceParameter}/serviceaccounts/{name}"),
            Query.Of(("dryRun", dryRun), ("fieldManager", fieldManager), ("fieldValidation", fieldValidation), ("force", force), ("pretty", pretty)),
            body, false, customHeaders, cancellationToken);

    Task<HttpOperationResponse<V1ServiceAccount>> ICoreV1Operations.DeleteNamespacedServiceAccountWithHttpMessagesAsync(
        string name, string namespaceParameter, V1DeleteOptions body, string dryRun, int? gracePeriodSeconds,
        bool? ignoreStoreReadErrorWithClusterBreakingPotential, bool? orphanDependents, string propagationPolicy, bool? pretty,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders, CancellationToken cancellationToken) =>
        client.SendAsync<V1ServiceAccount>(HttpMethod.Delete, Route.Of($"api/v1/namespaces/{namespaceParameter}/serviceaccounts/{name}"),
            Query.Of(
                ("dryRun", dryRun), ("gracePeriodSeconds", gracePeriodSeconds),
                ("ignoreStoreReadErrorWithClusterBreakingPotential", ignoreStoreReadErrorWithClusterBreakingPotential),
                ("orphanDependents", orphanDependents), ("propagationPolicy", propagationPolicy), ("pretty", pretty)),
            body, false, customHeaders, cancellationToken);
}

public static partial class CoreV1OperationsExtensions
{
    public static Task<V1ServiceAccountList> ListNamespacedServiceAccountAsync(
        this ICoreV1Operations operations, string namespaceParameter, bool? allowWatchBookmarks = null, string continueParameter = null,
        string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null,
        string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null, bool? pretty = null,
        CancellationToken cancellationToken = default) =>
        operations.ListNamespacedServiceAccountWithHttpMessagesAsync(
            namespaceParameter, allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, resourceVersion, resourceVersionMatch,
            sendInitialEvents, timeoutSeconds, false, pretty, null, cancellationToken).Body();

    public static Watcher<V1ServiceAccount> WatchListNamespacedServiceAccount(
        this ICoreV1Operations operations, string namespaceParameter, bool? allowWatchBookmarks = null, string continueParameter = null,
        string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null,
        string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null, bool? pretty = null,
        Action<WatchEventType, V1ServiceAccount> onEvent = null, Action<Exception> onError = null, Action onClosed = null) =>
        operations.ListNamespacedServiceAccountWithHttpMessagesAsync(
            namespaceParameter, allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, resourceVersion, resourceVersionMatch,
            sendInitialEvents, timeoutSeconds, true, pretty, null, CancellationToken.None).Watcher<V1ServiceAccount, V1ServiceAccountList>(onEvent, onError, onClosed);

    public static IAsyncEnumerable<(WatchEventType, V1ServiceAccount)> WatchListNamespacedServiceAccountAsync(
        this ICoreV1Operations operations, string namespaceParameter, bool? allowWatchBookmarks = null, string continueParameter = null,
        string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null,
        string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null, bool? pretty = null,
        Action<Exception> onError = null, CancellationToken cancellationToken = default) =>
        operations.ListNamespacedServiceAccountWithHttpMessagesAsync(
            namespaceParameter, allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, resourceVersion, resourceVersionMatch,
            sendInitialEvents, timeoutSeconds, true, pretty, null, cancellationToken).Events<V1ServiceAccount, V1ServiceAccountList>(onError, cancellationToken);

    public static Task<V1ServiceAccount> ReadNamespacedServiceAccountAsync(
        this ICoreV1Operations operations, string name, string namespaceParameter, bool? pretty = null, CancellationToken cancellationToken = default) =>
        operations.ReadNamespacedServiceAccountWithHttpMessagesAsync(name, namespaceParameter, pretty, null, cancellationToken).Body();

    public static Task<V1ServiceAccount> CreateNamespacedServiceAccountAsync(
        this ICoreV1Operations operations, V1ServiceAccount body, string namespaceParameter, string dryRun = null, string fieldManager = null,
        string fieldValidation = null, bool? pretty = null, CancellationToken cancellationToken = default) =>
        operations.CreateNamespacedServiceAccountWithHttpMessagesAsync(
            body, namespaceParameter, dryRun, fieldManager, fieldValidation, pretty, null, cancellationToken).Body();

    public static Task<V1ServiceAccount> PatchNamespacedServiceAccountAsync(
        this ICoreV1Operations operations, V1Patch body, string name, string namespaceParameter, string dryRun = null, string fieldManager = null,
        string fieldValidation = null, bool? force = null, bool? pretty = null, CancellationToken cancellationToken = default) =>
        operations.PatchNamespacedServiceAccountWithHttpMessagesAsync(
            body, name, namespaceParameter, dryRun, fieldManager, fieldValidation, force, pretty, null, cancellationToken).Body();

    public static Task<V1ServiceAccount> DeleteNamespacedServiceAccountAsync(
        this ICoreV1Operations operations, string name, string namespaceParameter, V1DeleteOptions body = null, string dryRun = null,
        int? gracePeriodSeconds = null, bool? ignoreStoreReadErrorWithClusterBreakingPotential = null, bool? orphanDependents = null,
        string propagationPolicy = null, bool? pretty = null, CancellationToken cancellationToken = default) =>
        operations.DeleteNamespacedServiceAccountWithHttpMessagesAsync(
            name, namespaceParameter, body, dryRun, gracePeriodSeconds, ignoreStoreReadErrorWithClusterBreakingPotential, orphanDependents,
            propagationPolicy, pretty, null, cancellationToken).Body();
}
