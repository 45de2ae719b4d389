using Microsoft.Extensions.Logging;
using RL4VLM.Core.Logging;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Telemetry;
using RL4VLM.Operator;
using RL4VLM.Operator.Hosting;
using RL4VLM.Operator.Runtime.Metrics;
using RL4VLM.Operator.Runtime.Transport;

using var signals = new TerminationSignals();
try
{
    OperatorArguments arguments = OperatorArguments.Parse(args);
    if (arguments.Help)
    {
        Console.WriteLine(OperatorArguments.Usage);
        return ExitCodes.Done;
    }

    var settings = OperatorSettings.FromEnvironment(Environment.GetEnvironmentVariable, TelemetryExport.ProcessVariables());
    using ILoggerFactory logs = ProgramLogs.OfOperator(settings.LogFormat, Console.Error, TimeProvider.System);
    using var metrics = new OperatorMetrics();
    await using TelemetryExport? telemetry = TelemetryExport.Start("rl4vlm-operator", TelemetryExport.ProcessVariables(), Console.Error);
    metrics.ObserveExportFailures(() => telemetry?.Failures ?? 0);
    using var connection = ClusterConnection.Open(
        new ClusterOptions { Kubeconfig = arguments.Kubeconfig, Server = arguments.Server }, TimeProvider.System, logs.CreateLogger("api"), metrics);
    return await new OperatorHost(connection.Client, settings, logs, metrics, TimeProvider.System) { Telemetry = telemetry }.RunAsync(signals.Token);
}
catch (StageException e)
{
    Console.Error.WriteLine($"rl4vlm-operator: {e.Message}");
    return e.ExitCode;
}
catch (ClusterConnectionException e)
{
    Console.Error.WriteLine($"rl4vlm-operator: {e.Message}");
    return ExitCodes.Usage;
}
