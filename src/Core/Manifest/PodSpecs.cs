namespace RL4VLM.Core.Manifest;

/// <summary>Kubernetes resource quantities of a stage's container; ignored by `rl4vlm run`.</summary>
public sealed record ResourcesSpec
{
    public IReadOnlyDictionary<string, string>? Limits { get; init; }

    public IReadOnlyDictionary<string, string>? Requests { get; init; }
}

/// <summary>What of a stage's pod a run may set; ignored by `rl4vlm run`.</summary>
public sealed record PodTemplateSpec
{
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    public IReadOnlyDictionary<string, string>? NodeSelector { get; init; }

    public string? ServiceAccountName { get; init; }

    public string? PriorityClassName { get; init; }

    public string? RuntimeClassName { get; init; }
}
