using k8s;
using Microsoft.Extensions.Logging;
using RL4VLM.Operator.Runtime.Metrics;
using RL4VLM.Operator.Runtime.Transport;

namespace RL4VLM.Operator.Hosting;

/// <summary>The client, by the pod's own account or a kubeconfig, with calls counted and the API's "later" heeded.</summary>
internal static class ClusterConnection
{
    public static IKubernetes Connect(OperatorArguments arguments, OperatorMetrics metrics, ILoggerFactory logs, TimeProvider clock)
    {
        KubernetesClientConfiguration configuration = arguments is { Kubeconfig: null, Context: null }
            ? KubernetesClientConfiguration.BuildDefaultConfig()
            : KubernetesClientConfiguration.BuildConfigFromConfigFile(arguments.Kubeconfig, arguments.Context);
        return new Kubernetes(configuration, new ApiCallHandler(metrics, logs.CreateLogger("api")), new RetryHandler(clock));
    }
}
