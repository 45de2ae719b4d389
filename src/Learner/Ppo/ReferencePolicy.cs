using RL4VLM.Learner.Data;
using RL4VLM.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Learner.Ppo;

/// <summary>The SFT policy's distribution at every output token: what the exact KL term compares with (design section 3, ppo.kl).</summary>
public sealed class ReferencePolicy : IDisposable
{
    /// <summary>Up to here the whole rollout's distributions are kept, so that each is computed once and not once an epoch.</summary>
    private const long MaximumCachedBytes = 512L << 20;

    private readonly PolicyModel reference;
    private readonly IReadOnlyList<TrainingStep> steps;
    private readonly double temperature;
    private readonly long[] offsets;
    private Tensor? cache;

    /// <param name="reference">The SFT policy; not disposed here.</param>
    /// <param name="steps">All steps of the iteration.</param>
    /// <param name="temperature">Sampling temperature of the rollout.</param>
    public ReferencePolicy(PolicyModel reference, IReadOnlyList<TrainingStep> steps, double temperature)
    {
        this.reference = reference;
        this.steps = steps;
        this.temperature = temperature;
        offsets = new long[steps.Count + 1];
        for (int i = 0; i < steps.Count; i++)
            offsets[i + 1] = offsets[i] + steps[i].OutputIds.Length;
    }

    /// <summary>Log-probabilities over the vocabulary at the output tokens of some steps.</summary>
    /// <param name="indices">Steps, in the order wanted.</param>
    /// <returns>[tokens of these steps, vocabulary] float32, no gradient.</returns>
    public Tensor LogProbabilities(int[] indices)
    {
        using var inference = no_grad();
        cache ??= TryFillCache();
        if (cache is null)
            return Compute(indices);
        var rows = indices.SelectMany(i => Enumerable.Range(0, (int)(offsets[i + 1] - offsets[i])).Select(k => offsets[i] + k)).ToArray();
        using var scope = NewDisposeScope();
        return cache.index_select(0, tensor(rows, device: cache.device)).MoveToOuterDisposeScope();
    }

    public void Dispose() => cache?.Dispose();

    private Tensor? TryFillCache()
    {
        long bytes = offsets[^1] * reference.Tokenizer.VocabularySize * sizeof(float);
        if (bytes > MaximumCachedBytes || steps.Count == 0)
            return null;
        using var scope = NewDisposeScope();
        var parts = BatchPieces.Split([.. Enumerable.Range(0, steps.Count)], steps).Select(Compute).ToArray();
        return cat(parts, 0).DetachFromDisposeScope();
    }

    private Tensor Compute(int[] indices)
    {
        using var scope = NewDisposeScope();
        var result = reference.Forward(TrainingBatch.Of(reference.Processor, indices.Select(i => steps[i])));
        return nn.functional.log_softmax(result.Logits / temperature, -1).MoveToOuterDisposeScope();
    }
}
