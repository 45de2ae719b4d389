using k8s.Autorest;
using k8s.Models;

namespace k8s;

public partial interface IEventsV1Operations
{
    Task<HttpOperationResponse<Eventsv1EventList>> ListNamespacedEventWithHttpMessagesAsync(
        string namespaceParameter, bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null,
        string labelSelector = null, int? limit = null, string resourceVersion = null, string resourceVersionMatch = null,
        bool? sendInitialEvents = null, int? timeoutSeconds = null, bool? watch = null, bool? pretty = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default);

    Task<HttpOperationResponse<Eventsv1EventList>> ListEventForAllNamespacesWithHttpMessagesAsync(
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null, string labelSelector = null,
        int? limit = null, bool? pretty = null, string resourceVersion = null, string resourceVersionMatch = null, bool? sendInitialEvents = null,
        int? timeoutSeconds = null, bool? watch = null, IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null,
        CancellationToken cancellationToken = default);

    Task<HttpOperationResponse<Eventsv1Event>> ReadNamespacedEventWithHttpMessagesAsync(
        string name, string namespaceParameter, bool? pretty = null, IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null,
        CancellationToken cancellationToken = default);

    Task<HttpOperationResponse<Eventsv1Event>> CreateNamespacedEventWithHttpMessagesAsync(
        Eventsv1Event body, string namespaceParameter, string dryRun = null, string fieldManager = null, string fieldValidation = null,
        bool? pretty = null, IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default);

    Task<HttpOperationResponse<Eventsv1Event>> PatchNamespacedEventWithHttpMessagesAsync(
        V1Patch body, string name, string namespaceParameter, string dryRun = null, string fieldManager = null, string fieldValidation = null,
        bool? force = null, bool? pretty = null, IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null,
        CancellationToken cancellationToken = default);
}

internal sealed partial class EventsV1Operations
{
    Task<HttpOperationResponse<Eventsv1EventList>> IEventsV1Operations.ListNamespacedEventWithHttpMessagesAsync(
        string namespaceParameter, bool? allowWatchBookmarks, string continueParameter, string fieldSelector, string labelSelector, int? limit,
        string resourceVersion, string resourceVersionMatch, bool? sendInitialEvents, int? timeoutSeconds, bool? watch, bool? pretty,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders, CancellationToken cancellationToken) =>
        client.SendAsync<Eventsv1EventList>(HttpMethod.Get, Route.Of($"apis/events.k8s.io/v1/namespaces/{namespaceParameter}/events"),
            Query.Of(
                ("allowWatchBookmarks", allowWatchBookmarks), ("continue", continueParameter), ("fieldSelector", fieldSelector),
                ("labelSelector", labelSelector), ("limit", limit), ("resourceVersion", resourceVersion),
                ("resourceVersionMatch", resourceVersionMatch), ("sendInitialEvents", sendInitialEvents), ("timeoutSeconds", timeoutSeconds),
                ("watch", watch), ("pretty", pretty)),
            null, watch is true, customHeaders, cancellationToken);

    Task<HttpOperationResponse<Eventsv1EventList>> IEventsV1Operations.ListEventForAllNamespacesWithHttpMessagesAsync(
        bool? allowWatchBookmarks, string continueParameter, string fieldSelector, string labelSelector, int? limit, bool? pretty,
        string resourceVersion, string resourceVersionMatch, bool? sendInitialEvents, int? timeoutSeconds, bool? watch,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders, CancellationToken cancellationToken) =>
        client.SendAsync<Eventsv1EventList>(HttpMethod.Get, Route.Of($"apis/events.k8s.io/v1/events"),
            Query.Of(
                ("allowWatchBookmarks", allowWatchBookmarks), ("continue", continueParameter), ("fieldSelector", fieldSelector),
                ("labelSelector", labelSelector), ("limit", limit), ("pretty", pretty), ("resourceVersion", resourceVersion),
                ("resourceVersionMatch", resourceVersionMatch), ("sendInitialEvents", sendInitialEvents), ("timeoutSeconds", timeoutSeconds),
                ("watch", watch)),
            null, watch is true, customHeaders, cancellationToken);

    Task<HttpOperationResponse<Eventsv1Event>> IEventsV1Operations.ReadNamespacedEventWithHttpMessagesAsync(
        string name, string namespaceParameter, bool? pretty, IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders,
        CancellationToken cancellationToken) =>
        client.SendAsync<Eventsv1Event>(HttpMethod.Get, Route.Of($"apis/events.k8s.io/v1/namespaces/{namespaceParameter}/events/{name}"),
            Query.Of(("pretty", pretty)),
            null, false, customHeaders, cancellationToken);

    Task<HttpOperationResponse<Eventsv1Event>> IEventsV1Operations.CreateNamespacedEventWithHttpMessagesAsync(
        Eventsv1Event body, string namespaceParameter, string dryRun, string fieldManager, string fieldValidation, bool? pretty,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders, CancellationToken cancellationToken) =>
        client.SendAsync<Eventsv1Event>(HttpMethod.Post, Route.Of($"apis/events.k8s.io/v1/namespaces/{namespaceParameter}/events"),
            Query.Of(("dryRun", dryRun), ("fieldManager", fieldManager), ("fieldValidation", fieldValidation), ("pretty", pretty)),
            body, false, customHeaders, cancellationToken);

    Task<HttpOperationResponse<Eventsv1Event>> IEventsV1Operations.PatchNamespacedEventWithHttpMessagesAsync(
        V1Patch body, string name, string namespaceParameter, string dryRun, string fieldManager, string fieldValidation, bool? force, bool? pretty,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders, CancellationToken cancellationToken) =>
        client.SendAsync<Eventsv1Event>(HttpMethod.Patch, Route.Of($"apis/events.k8s.io/v1/namespaces/{namespaceParameter}/events/{name}"),
            Query.Of(("dryRun", dryRun), ("fieldManager", fieldManager), ("fieldValidation", fieldValidation), ("force", force), ("pretty", pretty)),
            body, false, customHeaders, cancellationToken);
}

public static partial class EventsV1OperationsExtensions
{
    public static Task<Eventsv1EventList> ListNamespacedEventAsync(
        this IEventsV1Operations operations, string namespaceParameter, bool? allowWatchBookmarks = null, string continueParameter = null,
        string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null,
        string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null, bool? pretty = null,
        CancellationToken cancellationToken = default) =>
        operations.ListNamespacedEventWithHttpMessagesAsync(
            namespaceParameter, allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, resourceVersion, resourceVersionMatch,
            sendInitialEvents, timeoutSeconds, false, pretty, null, cancellationToken).Body();

    public static Watcher<Eventsv1Event> WatchListNamespacedEvent(
        this IEventsV1Operations operations, string namespaceParameter, bool? allowWatchBookmarks = null, string continueParameter = null,
        string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null,
        string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null, bool? pretty = null,
        Action<WatchEventType, Eventsv1Event> onEvent = null, Action<Exception> onError = null, Action onClosed = null) =>
        operations.ListNamespacedEventWithHttpMessagesAsync(
            namespaceParameter, allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, resourceVersion, resourceVersionMatch,
            sendInitialEvents, timeoutSeconds, true, pretty, null, CancellationToken.None).Watcher<Eventsv1Event, Eventsv1EventList>(onEvent, onError, onClosed);

    public static IAsyncEnumerable<(WatchEventType, Eventsv1Event)> WatchListNamespacedEventAsync(
        this IEventsV1Operations operations, string namespaceParameter, bool? allowWatchBookmarks = null, string continueParameter = null,
        string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null,
        string resourceVersionMatch = null, bool? sendInitialEvents = null, int? timeoutSeconds = null, bool? pretty = null,
        Action<Exception> onError = null, CancellationToken cancellationToken = default) =>
        operations.ListNamespacedEventWithHttpMessagesAsync(
            namespaceParameter, allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, resourceVersion, resourceVersionMatch,
            sendInitialEvents, timeoutSeconds, true, pretty, null, cancellationToken).Events<Eventsv1Event, Eventsv1EventList>(onError, cancellationToken);

    public static Task<Eventsv1EventList> ListEventForAllNamespacesAsync(
        this IEventsV1Operations operations, bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null,
        string labelSelector = null, int? limit = null, bool? pretty = null, string resourceVersion = null, string resourceVersionMatch = null,
        bool? sendInitialEvents = null, int? timeoutSeconds = null, CancellationToken cancellationToken = default) =>
        operations.ListEventForAllNamespacesWithHttpMessagesAsync(
            allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, pretty, resourceVersion, resourceVersionMatch,
            sendInitialEvents, timeoutSeconds, false, null, cancellationToken).Body();

    public static Watcher<Eventsv1Event> WatchListEventForAllNamespaces(
        this IEventsV1Operations operations, bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null,
        string labelSelector = null, int? limit = null, bool? pretty = null, string resourceVersion = null, string resourceVersionMatch = null,
        bool? sendInitialEvents = null, int? timeoutSeconds = null, Action<WatchEventType, Eventsv1Event> onEvent = null,
        Action<Exception> onError = null, Action onClosed = null) =>
        operations.ListEventForAllNamespacesWithHttpMessagesAsync(
            allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, pretty, resourceVersion, resourceVersionMatch,
            sendInitialEvents, timeoutSeconds, true, null, CancellationToken.None).Watcher<Eventsv1Event, Eventsv1EventList>(onEvent, onError, onClosed);

    public static IAsyncEnumerable<(WatchEventType, Eventsv1Event)> WatchListEventForAllNamespacesAsync(
        this IEventsV1Operations operations, bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null,
        string labelSelector = null, int? limit = null, bool? pretty = null, string resourceVersion = null, string resourceVersionMatch = null,
        bool? sendInitialEvents = null, int? timeoutSeconds = null, Action<Exception> onError = null, CancellationToken cancellationToken = default) =>
        operations.ListEventForAllNamespacesWithHttpMessagesAsync(
            allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, pretty, resourceVersion, resourceVersionMatch,
            sendInitialEvents, timeoutSeconds, true, null, cancellationToken).Events<Eventsv1Event, Eventsv1EventList>(onError, cancellationToken);

    public static Task<Eventsv1Event> ReadNamespacedEventAsync(
        this IEventsV1Operations operations, string name, string namespaceParameter, bool? pretty = null,
        CancellationToken cancellationToken = default) =>
        operations.ReadNamespacedEventWithHttpMessagesAsync(name, namespaceParameter, pretty, null, cancellationToken).Body();

    public static Task<Eventsv1Event> CreateNamespacedEventAsync(
        this IEventsV1Operations operations, Eventsv1Event body, string namespaceParameter, string dryRun = null, string fieldManager = null,
        string fieldValidation = null, bool? pretty = null, CancellationToken cancellationToken = default) =>
        operations.CreateNamespacedEventWithHttpMessagesAsync(
            body, namespaceParameter, dryRun, fieldManager, fieldValidation, pretty, null, cancellationToken).Body();

    public static Task<Eventsv1Event> PatchNamespacedEventAsync(
        this IEventsV1Operations operations, V1Patch body, string name, string namespaceParameter, string dryRun = null, string fieldManager = null,
        string fieldValidation = null, bool? force = null, bool? pretty = null, CancellationToken cancellationToken = default) =>
        operations.PatchNamespacedEventWithHttpMessagesAsync(
            body, name, namespaceParameter, dryRun, fieldManager, fieldValidation, force, pretty, null, cancellationToken).Body();
}
