using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace RL4VLM.Chart.Tests.Models;

/// <summary>The part of monitoring.coreos.com/v1 PrometheusRule that the chart writes, named as in the Prometheus operator's API reference.</summary>
internal sealed record PrometheusRule : IKubernetesObject<V1ObjectMeta>
{
    [JsonPropertyName("apiVersion")] public required string ApiVersion { get; set; }

    [JsonPropertyName("kind")] public required string Kind { get; set; }

    [JsonPropertyName("metadata")] public required V1ObjectMeta Metadata { get; set; }

    [JsonPropertyName("spec")] public required PrometheusRuleSpec Spec { get; set; }
}

internal sealed record PrometheusRuleSpec
{
    [JsonPropertyName("groups")] public required RuleGroup[] Groups { get; init; }
}

internal sealed record RuleGroup
{
    [JsonPropertyName("name")] public required string Name { get; init; }

    [JsonPropertyName("rules")] public required Rule[] Rules { get; init; }
}

internal sealed record Rule
{
    [JsonPropertyName("alert")] public required string Alert { get; init; }

    [JsonPropertyName("expr")] public required string Expression { get; init; }

    [JsonPropertyName("for")] public string? For { get; init; }

    [JsonPropertyName("labels")] public Dictionary<string, string>? Labels { get; init; }

    [JsonPropertyName("annotations")] public Dictionary<string, string>? Annotations { get; init; }
}
