using System.Globalization;
using RL4VLM.Core.Logging;
using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;

namespace RL4VLM.Operator;

/// <summary>What the operator is told by its environment; the chart sets all of it (docs/installation.md).</summary>
public sealed record OperatorSettings
{
    /// <summary>Images of the stages for runs that start from now on.</summary>
    public required StageImages Images { get; init; }

    /// <summary>Always, IfNotPresent or Never; null: the cluster's default.</summary>
    public string? ImagePullPolicy { get; init; }

    /// <summary>Namespaces whose runs are watched; empty: all.</summary>
    public IReadOnlyList<string> WatchNamespaces { get; init; } = [];

    public string LeaseName { get; init; } = "rl4vlm-operator";

    /// <summary>Namespace of the Lease: the operator's own.</summary>
    public string LeaseNamespace { get; init; } = "default";

    /// <summary>Tells this process from other candidates: the pod's name.</summary>
    public string Identity { get; init; } = Environment.MachineName;

    /// <summary>After so many seconds without a renewal another candidate may lead; the other times of the election follow from it.</summary>
    public int LeaseSeconds { get; init; } = 15;

    /// <summary>Port of /healthz, /readyz and /metrics; 0 takes a free one.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>Runs reconciled side by side.</summary>
    public int Workers { get; init; } = 8;

    /// <summary>json, or text for a terminal.</summary>
    public string LogFormat { get; init; } = LogFormats.Text;

    /// <summary>User and group that stage pods run as.</summary>
    public int StageUser { get; init; } = 65532;

    /// <summary>The <c>OTEL_*</c> variables that stage pods get; empty when nothing is exported.</summary>
    public IReadOnlyDictionary<string, string> StageTelemetry { get; init; } = new Dictionary<string, string>();

    /// <param name="environment">Value of a variable.</param>
    /// <param name="telemetry">The <c>OTEL_*</c> variables; those that concern stages are passed on to them.</param>
    /// <exception cref="StageException">64 naming the variable that is missing or wrong.</exception>
    public static OperatorSettings FromEnvironment(Func<string, string?> environment, IReadOnlyDictionary<string, string?>? telemetry = null)
    {
        string Required(string name) => environment(name) is { Length: > 0 } value ? value
            : throw new StageException(ExitCodes.Usage, $"{name} is not set; the chart sets it, by hand give the image of that stage");
        return new OperatorSettings
        {
            Images = new StageImages
            {
                Rollout = Required("RL4VLM_IMAGE_ROLLOUT"), Learner = Required("RL4VLM_IMAGE_LEARNER"), Evaluator = Required("RL4VLM_IMAGE_EVALUATOR"),
            },
            ImagePullPolicy = OneOf("RL4VLM_IMAGE_PULL_POLICY", null, "Always", "IfNotPresent", "Never"),
            WatchNamespaces = [.. (environment("RL4VLM_WATCH_NAMESPACES") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct()],
            LeaseName = Text("RL4VLM_LEASE_NAME", "rl4vlm-operator"),
            LeaseNamespace = Text("RL4VLM_LEASE_NAMESPACE", "default"),
            Identity = Text("RL4VLM_IDENTITY", Environment.MachineName),
            LeaseSeconds = Number("RL4VLM_LEASE_SECONDS", 15, 2, 300),
            Port = Number("RL4VLM_PORT", 8080, 0, 65535),
            Workers = Number("RL4VLM_WORKERS", 8, 1, 256),
            LogFormat = LogFormats.Read(environment),
            StageUser = Number("RL4VLM_STAGE_SECURITY_USER", 65532, 1, int.MaxValue),
            StageTelemetry = telemetry is null ? new Dictionary<string, string>() : Jobs.StageTelemetry.PassedOn(telemetry),
        };

        string Text(string name, string otherwise) => environment(name) is { Length: > 0 } value ? value : otherwise;

        int Number(string name, int otherwise, int least, int most) => environment(name) is not { Length: > 0 } value ? otherwise
            : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most ? number
            : throw new StageException(ExitCodes.Usage, $"{name}: '{value}' is not a whole number from {least} to {most}");

        string? OneOf(string name, string? otherwise, params string[] allowed) => environment(name) is not { Length: > 0 } value ? otherwise
            : allowed.Contains(value) ? value : throw new StageException(ExitCodes.Usage, $"{name}: '{value}' is none of {string.Join(", ", allowed)}");
    }
}
