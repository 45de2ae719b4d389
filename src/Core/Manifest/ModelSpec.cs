using System.ComponentModel;
using RL4VLM.Core.Manifest.Schema;

namespace RL4VLM.Core.Manifest;

public enum ModelPreset { Tiny, Cnn }

public enum DeviceKind { Auto, Cpu, Cuda }

public enum DataType { Float32, Bfloat16 }

public enum LoraTarget { Attention, Mlp }

/// <summary>Either a preset trained from scratch or a base checkpoint.</summary>
public sealed record ModelSpec
{
    [Description("A small model trained from scratch: tiny (a LLaVA-shaped model of some 300,000 weights) or cnn (convolutions and an action head, the paper's CNN+RL baseline: no text; with chainOfThought: false). Exactly one of preset and base.")]
    public ModelPreset? Preset { get; init; }

    [Description("Artifact name or path of a Hugging Face checkpoint folder to start from. Exactly one of preset and base."), AllowedText(MaximumLength = 1024)]
    public string? Base { get; init; }

    [Description("Where tensors live; auto takes a GPU when there is one.")]
    public DeviceKind Device { get; init; } = DeviceKind.Auto;

    [Description("Number format of weights and activations; bfloat16 is for GPUs.")]
    public DataType Dtype { get; init; } = DataType.Float32;

    [Description("Train low-rank adapters (PEFT layout) instead of all weights. Leave out to train all weights.")]
    public LoraSpec? Lora { get; init; }
}

/// <summary>Low-rank adapters; the defaults are the reference's.</summary>
public sealed record LoraSpec
{
    [Description("Rank of the adapters."), AllowedRange(1, 4096)]
    public int Rank { get; init; } = 128;

    [Description("Adapters are scaled by alpha / rank."), AllowedRange(0, 65536, ExclusiveMinimum = true)]
    public double Alpha { get; init; } = 256;

    [Description("Dropout before the adapters, in sft only."), AllowedRange(0, 1, ExclusiveMaximum = true)]
    public double Dropout { get; init; } = 0.05;

    [Description("Which linear layers of every block get an adapter."), AllowedItems(2, Minimum = 1, Unique = true)]
    public IReadOnlyList<LoraTarget> Targets { get; init; } = [LoraTarget.Attention, LoraTarget.Mlp];

    [Description("Adapters in the vision tower, too.")]
    public bool Vision { get; init; } = true;

    [Description("Adapters in the projector, too.")]
    public bool Projector { get; init; } = true;
}
