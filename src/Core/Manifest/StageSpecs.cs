using System.ComponentModel;
using RL4VLM.Core.Manifest.Schema;

namespace RL4VLM.Core.Manifest;

public sealed record RolloutSpec
{
    [Description("Processes that collect experience side by side."), AllowedRange(1, 1000)]
    public int Workers { get; init; } = 1;

    [Description("Environments that feed one worker's batched decoder."), AllowedRange(1, 4096)]
    public int Environments { get; init; } = 32;

    [Description("Sampling temperature while collecting."), AllowedRange(0, 10, ExclusiveMinimum = true)]
    public double Temperature { get; init; } = 1;

    [Description("Longest answer, in tokens."), AllowedRange(1, 8192)]
    public int MaxNewTokens { get; init; } = 256;

    [Description("Resources of the stage's container; `rl4vlm run` does not use them."), MutableField]
    public ResourcesSpec? Resources { get; init; }

    [Description("Settings of the stage's pods; `rl4vlm run` does not use them."), MutableField]
    public PodTemplateSpec? PodTemplate { get; init; }
}

public sealed record LearnerSpec
{
    [Description("Resources of the stage's container; `rl4vlm run` does not use them."), MutableField]
    public ResourcesSpec? Resources { get; init; }

    [Description("Settings of the stage's pods; `rl4vlm run` does not use them."), MutableField]
    public PodTemplateSpec? PodTemplate { get; init; }
}

public enum EvaluationSeeds { HeldOut, Training }

public sealed record EvaluationSpec
{
    [Description("Iterations between evaluations; 0: only the sft checkpoint and the last, which always are evaluated."), AllowedRange(0, 9999)]
    public int Every { get; init; } = 5;

    [Description("Episodes per task and evaluation."), AllowedRange(1, 10_000_000)]
    public int Episodes { get; init; } = 200;

    [Description("Sampling temperature of the sampled evaluation; 0 is greedy, which is measured in any case."), AllowedRange(0, 10)]
    public double Temperature { get; init; } = 0.2;

    [Description("heldOut: seeds disjoint from training; training: seeds that training uses, too.")]
    public EvaluationSeeds Seeds { get; init; } = EvaluationSeeds.HeldOut;

    [Description("Resources of the stage's container; `rl4vlm run` does not use them."), MutableField]
    public ResourcesSpec? Resources { get; init; }

    [Description("Settings of the stage's pods; `rl4vlm run` does not use them."), MutableField]
    public PodTemplateSpec? PodTemplate { get; init; }
}
