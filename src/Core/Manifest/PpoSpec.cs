using System.ComponentModel;
using RL4VLM.Core.Manifest.Schema;

namespace RL4VLM.Core.Manifest;

/// <summary>PPO as in arXiv 2405.10292 section 4; defaults are the paper's where it gives one.</summary>
public sealed record PpoSpec
{
    [Description("Iterations of collecting and training; 0 stops after sft."), AllowedRange(0, 9999), GrowingField]
    public int Iterations { get; init; } = 25;

    [Description("Environment steps over all workers after which no new episode starts."), AllowedRange(1, 10_000_000)]
    public int StepsPerIteration { get; init; } = 512;

    [Description("Passes over an iteration's steps."), AllowedRange(1, 100)]
    public int Epochs { get; init; } = 4;

    [Description("Environment steps per minibatch."), AllowedRange(1, 65536)]
    public int MiniBatchSize { get; init; } = 64;

    [Description("Minibatches whose gradients are put together for one optimizer step."), AllowedRange(1, 65536)]
    public int GradientAccumulation { get; init; } = 1;

    [Description("Learning rate over the iterations.")]
    public LearningRateSpec LearningRate { get; init; } = new();

    [Description("First iterations in which only the value head learns."), AllowedRange(0, 9999)]
    public int ValueWarmupIterations { get; init; }

    [Description("Discount of rewards, per environment step."), AllowedRange(0, 1)]
    public double Gamma { get; init; } = 0.9;

    [Description("Lambda of generalized advantage estimation."), AllowedRange(0, 1)]
    public double GaeLambda { get; init; } = 0.95;

    [Description("Clip range of the policy's probability ratio and of the value's change."), AllowedRange(0, 1, ExclusiveMinimum = true, ExclusiveMaximum = true)]
    public double Clip { get; init; } = 0.1;

    [Description("Weight of the value loss."), AllowedRange(0, 100)]
    public double ValueCoefficient { get; init; } = 0.5;

    [Description("Weight of the entropy bonus."), AllowedRange(0, 10)]
    public double EntropyCoefficient { get; init; }

    [Description("Divergence from the sft policy, exact over the vocabulary at each sampled token.")]
    public KlSpec Kl { get; init; } = new();

    [Description("Gradients of larger norm are scaled down to this."), AllowedRange(0, 1_000_000, ExclusiveMinimum = true)]
    public double MaxGradNorm { get; init; } = 0.01;

    [Description("Rewards are multiplied by this before advantages and value targets are computed."), AllowedRange(0, 1_000_000, ExclusiveMinimum = true)]
    public double RewardScale { get; init; } = 1;

    [Description("The paper's lambda: weight of the thoughts' log-probability against the action's."), AllowedRange(0, 1)]
    public double ThoughtCoefficient { get; init; } = 0.5;
}

public enum LearningRateSchedule { Cosine, Constant, Linear }

public sealed record LearningRateSpec
{
    [Description("Learning rate of the first iteration."), AllowedRange(0, 1, ExclusiveMinimum = true)]
    public double Initial { get; init; } = 1e-5;

    [Description("Learning rate at the end of the schedule; not used by schedule: constant."), AllowedRange(0, 1)]
    public double Final { get; init; } = 1e-9;

    [Description("How the learning rate goes from initial to final.")]
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Cosine;

    [Description("Iterations until final is reached."), AllowedRange(1, 9999)]
    public int Steps { get; init; } = 25;

    [Description("Optimizer steps of linear warm-up at the start of the run."), AllowedRange(0, 1_000_000)]
    public int WarmupSteps { get; init; }
}

public enum KlReference { Sft }

public enum KlTokens { All, Thought, Reading }

/// <summary>Exact KL, over the whole vocabulary at each sampled token, of the policy against the SFT policy.</summary>
public sealed record KlSpec
{
    [Description("Weight of the divergence in the loss; 0 turns it off."), AllowedRange(0, 100)]
    public double Coefficient { get; init; }

    [Description("The policy compared with.")]
    public KlReference Reference { get; init; } = KlReference.Sft;

    [Description("Tokens at which it is measured: all of the answer; those of the thoughts; or reading, the thoughts without the plan, where a task's answers state one (EZPoints).")]
    public KlTokens Tokens { get; init; } = KlTokens.Thought;
}
