namespace k8s.Exceptions;

/// <summary>The configuration (kubeconfig, service account, exec plugin) cannot be used as it is.</summary>
public class KubeConfigException : Exception
{
    public KubeConfigException()
    {
    }

    public KubeConfigException(string message)
        : base(message)
    {
    }

    public KubeConfigException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
