using RL4VLM.Core.Trajectories;

namespace RL4VLM.Models.Generation;

/// <summary>Feeds the batched decoder: one request at a time per slot (an environment).</summary>
public interface IRequestSource
{
    /// <summary>Number of slots, fixed.</summary>
    int Slots { get; }

    /// <summary>The next request of a free slot, or null when the slot is finished for good.</summary>
    GenerationRequest? Next(int slot);

    /// <summary>Delivers an answer; afterwards <see cref="Next"/> is asked for that slot again.</summary>
    void Complete(int slot, GenerationResult result);
}

/// <summary>One prompt to answer.</summary>
/// <param name="Pixels">[3, height, width] float32 as the image processor gives them; null for a text-only prompt.</param>
/// <param name="PromptIds">Token ids, the image placeholder repeated once per image token.</param>
/// <param name="Temperature">Sampling temperature; 0 is greedy (log-probabilities are then those at temperature 1).</param>
/// <param name="MaxNewTokens">Most tokens to emit, end-of-sequence included.</param>
/// <param name="Random">The slot's own generator: results do not depend on what else is in the batch.</param>
/// <param name="IgnoreEndOfSequence">Goes on to the full length whatever is emitted: for measurements.</param>
/// <param name="ImageKey">Equal keys promise equal pixels (0: unknown); lets a batch compute equal pictures once.</param>
public sealed record GenerationRequest(float[]? Pixels, int[] PromptIds, double Temperature, int MaxNewTokens, SamplingRandom Random, ulong ImageKey = 0, bool IgnoreEndOfSequence = false);

/// <summary>One answer.</summary>
/// <param name="OutputIds">Emitted ids, end-of-sequence included when it was emitted.</param>
/// <param name="LogProbabilities">float32 log-probability of each at the sampling temperature (at 1 when greedy).</param>
/// <param name="Value">Value head at the last prompt token; 0 without a value head.</param>
/// <param name="FinishReason">End-of-sequence or length.</param>
public sealed record GenerationResult(int[] OutputIds, float[] LogProbabilities, float Value, FinishReason FinishReason);
