using k8s.Exceptions;
using Microsoft.Extensions.Logging;
using RL4VLM.Core.Stages;
using RL4VLM.Operator;
using RL4VLM.Operator.Hosting;
using RL4VLM.Operator.Runtime.Metrics;

using var signals = new TerminationSignals();
try
{
    OperatorArguments arguments = OperatorArguments.Parse(args);
    if (arguments.Help)
    {
        Console.WriteLine(OperatorArguments.Usage);
        return ExitCodes.Done;
    }

    var settings = OperatorSettings.FromEnvironment(Environment.GetEnvironmentVariable);
    using ILoggerFactory logs = OperatorLogs.Create(settings.LogFormat);
    using var metrics = new OperatorMetrics();
    using k8s.IKubernetes client = ClusterConnection.Connect(arguments, metrics, logs, TimeProvider.System);
    return await new OperatorHost(client, settings, logs, metrics, TimeProvider.System).RunAsync(signals.Token);
}
catch (StageException e)
{
    Console.Error.WriteLine($"rl4vlm-operator: {e.Message}");
    return e.ExitCode;
}
catch (KubeConfigException e)
{
    Console.Error.WriteLine($"rl4vlm-operator: kubeconfig: {e.Message}; give --kubeconfig FILE or KUBECONFIG, or run in a cluster");
    return ExitCodes.Usage;
}
