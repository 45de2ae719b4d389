using k8s.Models;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Telemetry;

namespace RL4VLM.Operator.Jobs;

/// <summary>A stage's telemetry: the operator's own variables, the pod's resource attributes and the iteration's trace.</summary>
internal static class StageTelemetry
{
    private const string ResourceAttributes = "OTEL_RESOURCE_ATTRIBUTES";

    /// <summary>Those of the operator itself, and what may be secret or a file of its own pod.</summary>
    private static readonly string[] Own = ["OTEL_SERVICE_NAME", ResourceAttributes], OwnEndings = ["_HEADERS", "_CERTIFICATE", "_CLIENT_KEY"];

    /// <summary>Variables of the operator's that its stages get, too.</summary>
    /// <param name="variables">Its <c>OTEL_*</c> variables.</param>
    /// <returns>Empty when nothing is exported anywhere.</returns>
    public static IReadOnlyDictionary<string, string> PassedOn(IReadOnlyDictionary<string, string?> variables)
    {
        Dictionary<string, string> passed = variables
            .Where(variable => variable.Value is { Length: > 0 } && !Own.Contains(variable.Key) && !OwnEndings.Any(ending => variable.Key.EndsWith(ending, StringComparison.Ordinal)))
            .Where(variable => !HasCredentials(variable.Value!))
            .ToDictionary(variable => variable.Key, variable => variable.Value!);
        return passed.Keys.Any(name => name.EndsWith("_ENDPOINT", StringComparison.Ordinal)) ? passed : new Dictionary<string, string>();
    }

    public static IEnumerable<V1EnvVar> Environment(StageJob job, StageRequest request, string? traceParent)
    {
        if (traceParent is not null) yield return new V1EnvVar { Name = "TRACEPARENT", Value = traceParent };
        if (job.Settings.StageTelemetry.Count == 0) yield break;
        // A kubelet would take $(NAME) for a reference.
        foreach ((string name, string value) in job.Settings.StageTelemetry.OrderBy(variable => variable.Key, StringComparer.Ordinal))
        {
            yield return new V1EnvVar { Name = name, Value = value.Replace("$", "$$", StringComparison.Ordinal) };
        }

        yield return Field("RL4VLM_POD_NAME", "metadata.name");
        yield return Field("RL4VLM_POD_UID", "metadata.uid");
        yield return Field("RL4VLM_NODE_NAME", "spec.nodeName");
        (string Key, string Value)[] attributes =
        [
            ("k8s.namespace.name", job.Run.Metadata.NamespaceProperty),
            ("k8s.pod.name", "$(RL4VLM_POD_NAME)"),
            ("k8s.pod.uid", "$(RL4VLM_POD_UID)"),
            ("k8s.node.name", "$(RL4VLM_NODE_NAME)"),
            (AttributeNames.KubernetesJob, JobNames.Of(job.Run.Metadata.NamespaceProperty, job.Run.Metadata.Name, request)),
            ("k8s.container.name", StagePod.ContainerName),
        ];
        yield return new V1EnvVar { Name = ResourceAttributes, Value = string.Join(',', attributes.Select(attribute => $"{attribute.Key}={attribute.Value}")) };
    }

    private static bool HasCredentials(string value) => Uri.TryCreate(value, UriKind.Absolute, out Uri? uri) && uri.UserInfo.Length > 0;

    private static V1EnvVar Field(string name, string path) => new() { Name = name, ValueFrom = new V1EnvVarSource { FieldRef = new V1ObjectFieldSelector { FieldPath = path } } };
}
