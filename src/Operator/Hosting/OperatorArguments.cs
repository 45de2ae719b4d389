using RL4VLM.Core.Stages;

namespace RL4VLM.Operator.Hosting;

/// <summary>The operator's command line.</summary>
/// <param name="Kubeconfig">File that names the cluster; null: KUBECONFIG, the pod's own account, or the user's own file.</param>
/// <param name="Server">Address of the API server, instead of the file's.</param>
/// <param name="Help">Only show the usage.</param>
public sealed record OperatorArguments(string? Kubeconfig, string? Server, bool Help)
{
    public const string Usage = """
        usage: rl4vlm-operator [--kubeconfig FILE] [--server URL]

        Runs RL4VLMRun resources as Jobs. In a cluster it uses its ServiceAccount. Everything else comes from the environment, which the chart sets:
          RL4VLM_IMAGE_ROLLOUT, RL4VLM_IMAGE_LEARNER, RL4VLM_IMAGE_EVALUATOR   images of the stages (required)
          RL4VLM_IMAGE_PULL_POLICY       Always, IfNotPresent or Never
          RL4VLM_WATCH_NAMESPACES        comma-separated; empty: all
          RL4VLM_LEASE_NAME, RL4VLM_LEASE_NAMESPACE, RL4VLM_IDENTITY           leader election
          RL4VLM_LEASE_SECONDS           after which another replica takes over from one that is silent (15)
          RL4VLM_PORT                    /healthz, /readyz and /metrics (8080)
          RL4VLM_WORKERS                 runs reconciled side by side (8)
          RL4VLM_LOG_FORMAT              json or text
          RL4VLM_STAGE_SECURITY_USER     user of the stage pods (65532)
          OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_*   where spans and metrics go, the stages' too (docs/telemetry.md)
        """;

    /// <exception cref="StageException">64 naming the argument at fault.</exception>
    public static OperatorArguments Parse(IReadOnlyList<string> args)
    {
        string? kubeconfig = null, server = null;
        for (int i = 0; i < args.Count; i++)
        {
            string option = args[i], value;
            if (option is "--help" or "-h") return new OperatorArguments(null, null, true);
            int equals = option.IndexOf('=');
            if (equals > 0) (option, value) = (option[..equals], option[(equals + 1)..]);
            else if (i + 1 < args.Count) value = args[++i];
            else throw new StageException(ExitCodes.Usage, $"{option}: unknown, or its value is missing; --help lists the arguments");
            switch (option)
            {
                case "--kubeconfig": kubeconfig = value; break;
                case "--server": server = value; break;
                default: throw new StageException(ExitCodes.Usage, $"unknown argument '{option}'; --help lists them");
            }
        }

        return new OperatorArguments(kubeconfig, server, false);
    }
}
