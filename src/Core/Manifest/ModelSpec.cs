namespace RL4VLM.Core.Manifest;

public enum ModelPreset { Tiny, Cnn }

public enum DeviceKind { Auto, Cpu, Cuda }

public enum DataType { Float32, Bfloat16 }

public enum LoraTarget { Attention, Mlp }

/// <summary>Either a preset trained from scratch or a base checkpoint.</summary>
public sealed record ModelSpec
{
    public ModelPreset? Preset { get; init; }

    /// <summary>Artifact name or path of a Hugging Face checkpoint folder.</summary>
    public string? Base { get; init; }

    public DeviceKind Device { get; init; } = DeviceKind.Auto;

    public DataType Dtype { get; init; } = DataType.Float32;

    /// <summary>Absent: all weights are trained.</summary>
    public LoraSpec? Lora { get; init; }
}

/// <summary>Low-rank adapters (PEFT layout). Defaults: spec/rl4vlm section 5.5 of the reference.</summary>
public sealed record LoraSpec
{
    public int Rank { get; init; } = 128;

    public double Alpha { get; init; } = 256;

    public double Dropout { get; init; } = 0.05;

    public IReadOnlyList<LoraTarget> Targets { get; init; } = [LoraTarget.Attention, LoraTarget.Mlp];

    public bool Vision { get; init; } = true;

    public bool Projector { get; init; } = true;
}
