namespace RL4VLM.Core.Manifest;

public sealed record RolloutSpec
{
    public int Workers { get; init; } = 1;

    /// <summary>Environments that feed one worker's batched decoder.</summary>
    public int Environments { get; init; } = 32;

    public double Temperature { get; init; } = 1;

    public int MaxNewTokens { get; init; } = 256;

    public ResourcesSpec? Resources { get; init; }

    public PodTemplateSpec? PodTemplate { get; init; }
}

public sealed record LearnerSpec
{
    public ResourcesSpec? Resources { get; init; }

    public PodTemplateSpec? PodTemplate { get; init; }
}

public enum EvaluationSeeds { HeldOut, Training }

public sealed record EvaluationSpec
{
    /// <summary>Iterations between evaluations; the SFT checkpoint and the last are always evaluated.</summary>
    public int Every { get; init; } = 5;

    public int Episodes { get; init; } = 200;

    public double Temperature { get; init; } = 0.2;

    public EvaluationSeeds Seeds { get; init; } = EvaluationSeeds.HeldOut;

    public ResourcesSpec? Resources { get; init; }

    public PodTemplateSpec? PodTemplate { get; init; }
}
