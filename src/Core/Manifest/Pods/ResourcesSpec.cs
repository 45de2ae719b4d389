using System.ComponentModel;
using RL4VLM.Core.Manifest.Schema;

namespace RL4VLM.Core.Manifest;

/// <summary>Kubernetes resource quantities of a stage's container; ignored by `rl4vlm run`.</summary>
public sealed record ResourcesSpec
{
    [Description("Most the container may use, for example {memory: 8Gi, nvidia.com/gpu: 1}."), AllowedItems(16), Quantity]
    public IReadOnlyDictionary<string, string>? Limits { get; init; }

    [Description("What the scheduler sets aside; without it, the limits."), AllowedItems(16), Quantity]
    public IReadOnlyDictionary<string, string>? Requests { get; init; }
}
