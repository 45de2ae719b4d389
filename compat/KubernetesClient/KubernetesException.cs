using k8s.Models;

namespace k8s;

/// <summary>The API server reported a failure inside a response that itself succeeded: the <c>ERROR</c> event of a watch.</summary>
public class KubernetesException : Exception
{
    public KubernetesException()
    {
    }

    public KubernetesException(V1Status status)
        : this(status?.Message) => Status = status;

    public KubernetesException(V1Status status, Exception innerException)
        : this(status?.Message, innerException) => Status = status;

    public KubernetesException(string message)
        : base(message)
    {
    }

    public KubernetesException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>What the API server said; its <see cref="V1Status.Code"/> is 410 when the watched resource version is too old.</summary>
    public V1Status Status { get; private set; }
}
