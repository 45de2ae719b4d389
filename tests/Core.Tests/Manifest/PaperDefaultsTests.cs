using RL4VLM.Core.Manifest;

namespace RL4VLM.Core.Tests.Manifest;

/// <summary>Where the paper gives a value, it is the default (spec.ppo: arXiv 2405.10292 appendix C).</summary>
public sealed class PaperDefaultsTests
{
    private readonly RunSpec _spec = Manifests.Valid(Manifests.Least).Spec;

    [Fact]
    public void Optimization() => Assert.Equal(
        new PpoSpec
        {
            Iterations = 25,
            StepsPerIteration = 512,
            Epochs = 4,
            MiniBatchSize = 64,
            GradientAccumulation = 1,
            LearningRate = new LearningRateSpec { Initial = 1e-5, Final = 1e-9, Schedule = LearningRateSchedule.Cosine, Steps = 25, WarmupSteps = 0 },
            ValueWarmupIterations = 0,
            Gamma = 0.9,
            GaeLambda = 0.95,
            Clip = 0.1,
            ValueCoefficient = 0.5,
            EntropyCoefficient = 0,
            Kl = new KlSpec { Coefficient = 0, Reference = KlReference.Sft, Tokens = KlTokens.Thought },
            MaxGradNorm = 0.01,
            RewardScale = 1,
            ThoughtCoefficient = 0.5,
        },
        _spec.Ppo);

    [Fact]
    public void Adapters()
    {
        LoraSpec lora = Manifests.Valid(Manifests.Least, "spec.model={base: llava, lora: {}}").Spec.Model.Lora!;
        Assert.Equal((128, 256.0, 0.05, true, true), (lora.Rank, lora.Alpha, lora.Dropout, lora.Vision, lora.Projector));
        Assert.Equal([LoraTarget.Attention, LoraTarget.Mlp], lora.Targets);
    }

    [Fact]
    public void Generation_and_seed()
    {
        Assert.Equal((1, 256, 0.2, 1.0), (_spec.Seed, _spec.Rollout.MaxNewTokens, _spec.Evaluation.Temperature, _spec.Rollout.Temperature));
        Assert.Equal(Fidelity.Corrected, _spec.Fidelity);
        Assert.False(_spec.Deterministic);
        Assert.True(_spec.Tasks[0].ChainOfThought);
        Assert.True(_spec.Tasks[0].Options.TreatFaceCardsAs10);
    }
}
