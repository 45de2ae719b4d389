namespace RL4VLM.Core.Manifest;

/// <summary>PPO as in arXiv 2405.10292 section 4; defaults are the paper's where it gives one.</summary>
public sealed record PpoSpec
{
    public int Iterations { get; init; } = 25;

    /// <summary>Environment steps over all workers after which no new episode starts.</summary>
    public int StepsPerIteration { get; init; } = 512;

    public int Epochs { get; init; } = 4;

    public int MiniBatchSize { get; init; } = 64;

    public int GradientAccumulation { get; init; } = 1;

    public LearningRateSpec LearningRate { get; init; } = new();

    /// <summary>First iterations in which only the value head learns.</summary>
    public int ValueWarmupIterations { get; init; }

    public double Gamma { get; init; } = 0.9;

    public double GaeLambda { get; init; } = 0.95;

    public double Clip { get; init; } = 0.1;

    public double ValueCoefficient { get; init; } = 0.5;

    public double EntropyCoefficient { get; init; }

    public KlSpec Kl { get; init; } = new();

    public double MaxGradNorm { get; init; } = 0.01;

    /// <summary>Rewards are multiplied by this before advantages and value targets.</summary>
    public double RewardScale { get; init; } = 1;

    /// <summary>The paper's lambda: weight of the thoughts' log-probability.</summary>
    public double ThoughtCoefficient { get; init; } = 0.5;
}

public enum LearningRateSchedule { Cosine, Constant, Linear }

public sealed record LearningRateSpec
{
    public double Initial { get; init; } = 1e-5;

    public double Final { get; init; } = 1e-9;

    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Cosine;

    /// <summary>Iterations until <see cref="Final"/> is reached.</summary>
    public int Steps { get; init; } = 25;

    /// <summary>Optimizer steps of linear warm-up at the start of the run.</summary>
    public int WarmupSteps { get; init; }
}

public enum KlReference { Sft }

public enum KlTokens { All, Thought }

/// <summary>Exact KL, over the whole vocabulary at each sampled token, of the policy against the SFT policy.</summary>
public sealed record KlSpec
{
    public double Coefficient { get; init; }

    public KlReference Reference { get; init; } = KlReference.Sft;

    public KlTokens Tokens { get; init; } = KlTokens.Thought;
}
