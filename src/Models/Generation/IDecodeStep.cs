using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Models.Generation;

/// <summary>The decoder advancing every active slot by one token, with the keys and values it remembers per slot.</summary>
internal interface IDecodeStep : IDisposable
{
    /// <summary>Makes room for sequences of this many tokens; what is stored stays.</summary>
    void Ensure(int tokens);

    /// <summary>Stores a prompt's keys and values, each [tokens, keyValueHeads, headSize], for one layer of some slots.</summary>
    void StorePrompt(int layer, IEnumerable<int> slots, Tensor keys, Tensor values);

    /// <summary>Feeds in one token for each slot and hands out the next token's logits, float32 [slots · vocabulary] on the host, valid until the next call.</summary>
    /// <param name="slots">Distinct slots.</param>
    /// <param name="ids">The token of each.</param>
    /// <param name="positions">Its position in the sequence: everything before is already stored.</param>
    ReadOnlySpan<float> Advance(ReadOnlySpan<int> slots, ReadOnlySpan<int> ids, ReadOnlySpan<int> positions);
}
