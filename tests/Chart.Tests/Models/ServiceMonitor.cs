using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace RL4VLM.Chart.Tests.Models;

/// <summary>The part of monitoring.coreos.com/v1 ServiceMonitor that the chart writes, named as in the Prometheus operator's API reference.</summary>
internal sealed record ServiceMonitor : IKubernetesObject<V1ObjectMeta>
{
    [JsonPropertyName("apiVersion")] public required string ApiVersion { get; set; }

    [JsonPropertyName("kind")] public required string Kind { get; set; }

    [JsonPropertyName("metadata")] public required V1ObjectMeta Metadata { get; set; }

    [JsonPropertyName("spec")] public required ServiceMonitorSpec Spec { get; set; }
}

internal sealed record ServiceMonitorSpec
{
    [JsonPropertyName("endpoints")] public required Endpoint[] Endpoints { get; init; }

    [JsonPropertyName("namespaceSelector")] public NamespaceSelector? NamespaceSelector { get; init; }

    [JsonPropertyName("selector")] public required V1LabelSelector Selector { get; init; }
}

internal sealed record Endpoint
{
    [JsonPropertyName("port")] public required string Port { get; init; }

    [JsonPropertyName("path")] public string? Path { get; init; }

    [JsonPropertyName("interval")] public string? Interval { get; init; }

    [JsonPropertyName("scrapeTimeout")] public string? ScrapeTimeout { get; init; }

    [JsonPropertyName("honorLabels")] public bool? HonorLabels { get; init; }
}

internal sealed record NamespaceSelector
{
    [JsonPropertyName("any")] public bool? Any { get; init; }

    [JsonPropertyName("matchNames")] public string[]? MatchNames { get; init; }
}
