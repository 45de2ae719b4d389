using RL4VLM.Core.Manifest;
using static TorchSharp.torch;

namespace RL4VLM.Models.Checkpoints;

/// <summary>How a checkpoint folder is brought to life.</summary>
public sealed record ModelOptions
{
    /// <summary>Where the weights go; null: the CPU.</summary>
    public Device? Device { get; init; }

    /// <summary>Dtype of the weights in memory. Adapters and value head are always float32.</summary>
    public ScalarType Dtype { get; init; } = ScalarType.Float32;

    /// <summary>Adds a new adapter when the checkpoint has none; weights then are frozen.</summary>
    public LoraSpec? Lora { get; init; }

    /// <summary>Hidden widths of a value head to add when the checkpoint has none (paper: 1024, 512). Null: add none.</summary>
    public IReadOnlyList<int>? ValueHead { get; init; }

    /// <summary>Whether gradients are wanted; false saves memory in rollouts.</summary>
    public bool Trainable { get; init; } = true;

    /// <summary>Folder of the base weights when the checkpoint is an adapter; null: as its adapter_config.json says.</summary>
    public string? BaseDirectory { get; init; }

    /// <summary>Seed of new adapters and heads.</summary>
    public ulong Seed { get; init; } = 1;
}
