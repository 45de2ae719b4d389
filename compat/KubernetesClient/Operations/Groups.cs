namespace k8s;

internal sealed partial class ApiextensionsV1Operations(Kubernetes client) : IApiextensionsV1Operations;

internal sealed partial class AppsV1Operations(Kubernetes client) : IAppsV1Operations;

internal sealed partial class BatchV1Operations(Kubernetes client) : IBatchV1Operations;

internal sealed partial class CoordinationV1Operations(Kubernetes client) : ICoordinationV1Operations;

internal sealed partial class CoreV1Operations(Kubernetes client) : ICoreV1Operations;

internal sealed partial class CustomObjectsOperations(Kubernetes client) : ICustomObjectsOperations;

internal sealed partial class EventsV1Operations(Kubernetes client) : IEventsV1Operations;

internal sealed partial class VersionOperations(Kubernetes client) : IVersionOperations;
