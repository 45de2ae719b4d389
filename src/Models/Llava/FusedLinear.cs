using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Models.Llava;

/// <summary>
/// Several projections of one input whose outputs stand side by side (query, key, value; gate, up).
/// The weights stay separate parameters under their Hugging Face names and are joined once per forward pass when they are
/// small: one large matrix product is faster than three small ones by far more than the copy costs.
/// </summary>
internal sealed class FusedLinear(params Linear[] parts)
{
    /// <summary>Above this many weights the copy would cost more than it saves.</summary>
    private const long LargestJoined = 1 << 20;

    public IReadOnlyList<Linear> Parts { get; } = parts;

    /// <summary>[…, in] to […, Σ out].</summary>
    public Tensor Forward(Tensor x)
    {
        if (Parts.Any(part => part.Adapter is not null) || Parts.Sum(part => part.Weight.numel()) > LargestJoined)
        {
            return cat([.. Parts.Select(part => part.Forward(x))], -1);
        }

        var (weight, bias) = Join();
        return Kernels.Linear(x, weight, bias);
    }

    /// <summary>[Σ out, in] and [Σ out], adapters folded in.</summary>
    public (Tensor Weight, Tensor? Bias) Join()
    {
        var weight = cat([.. Parts.Select(part => part.MergedWeight())], 0);
        var bias = Parts[0].Bias is null ? null : cat([.. Parts.Select(part => part.Bias!)], 0);
        return (weight, bias);
    }
}
