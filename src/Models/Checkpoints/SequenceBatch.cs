using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Models.Checkpoints;

/// <summary>One prompt with the answer to be scored.</summary>
/// <param name="Pixels">[3, height, width] float32 as the image processor gives them; null for text only.</param>
/// <param name="ImageKey">Equal keys promise equal pixels (0: unknown).</param>
/// <param name="PromptIds">Token ids, the image placeholder repeated once per image token.</param>
/// <param name="OutputIds">At least one token; end-of-sequence included when it was emitted.</param>
public sealed record TrainingSequence(float[]? Pixels, ulong ImageKey, int[] PromptIds, int[] OutputIds);

/// <summary>Sequences that are scored together. Sequences with equal picture and prompt share the prompt's computation.</summary>
public sealed class SequenceBatch
{
    public SequenceBatch(IReadOnlyList<TrainingSequence> sequences)
    {
        if (sequences.Count == 0)
        {
            throw new ArgumentException("A batch needs at least one sequence.", nameof(sequences));
        }

        if (sequences.Any(sequence => sequence.OutputIds.Length == 0))
        {
            throw new ArgumentException("A sequence without output tokens has nothing to score.", nameof(sequences));
        }

        Sequences = sequences;
        Counts = [.. sequences.Select(sequence => sequence.OutputIds.Length)];
    }

    public IReadOnlyList<TrainingSequence> Sequences { get; }

    /// <summary>Output tokens of each sequence.</summary>
    public int[] Counts { get; }
}

/// <summary>What the model says about a batch's output tokens, packed sequence after sequence. All float32.</summary>
public sealed class ForwardResult : IDisposable
{
    /// <summary>[Σ counts, vocabulary]: row i predicts <see cref="TokenIds"/>[i].</summary>
    public required Tensor Logits { get; init; }

    /// <summary>int64 [Σ counts]</summary>
    public required Tensor TokenIds { get; init; }

    /// <summary>Output tokens of each sequence.</summary>
    public required int[] Counts { get; init; }

    /// <summary>[sequences]: the value head at the last prompt token; null without a value head.</summary>
    public required Tensor? Values { get; init; }

    public void Dispose()
    {
        Logits.Dispose();
        TokenIds.Dispose();
        Values?.Dispose();
    }
}
