namespace k8s;

/// <summary>The API server, one property for each API group.</summary>
public partial interface IKubernetes : IDisposable
{
    Uri BaseUri { get; set; }

    IApiextensionsV1Operations ApiextensionsV1 { get; }

    IAppsV1Operations AppsV1 { get; }

    IBatchV1Operations BatchV1 { get; }

    ICoordinationV1Operations CoordinationV1 { get; }

    ICoreV1Operations CoreV1 { get; }

    ICustomObjectsOperations CustomObjects { get; }

    IEventsV1Operations EventsV1 { get; }

    IVersionOperations Version { get; }
}
