using static TorchSharp.torch;

namespace RL4VLM.Models;

/// <summary>Hyper-parameters of one <see cref="Kernels.AdamStep"/>.</summary>
/// <remarks>Weight decay is decoupled (AdamW); 0 is plain Adam. Gradients are scaled down to a joint norm of MaxGradientNorm; null leaves them.</remarks>
public readonly record struct AdamOptions(double LearningRate, double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8, double WeightDecay = 0, double? MaxGradientNorm = null);

/// <summary>
/// The fused operators that TorchSharp does not bind. This is the one place that goes past the package's surface; every
/// one of them is defined by its composed form (<see cref="ComposedKernels"/>), which is what runs with the real package.
/// </summary>
public static class Kernels
{
    /// <summary>x Wᵀ + b.</summary>
    /// <param name="x">[…, in]</param>
    /// <param name="weight">[out, in]</param>
    /// <param name="bias">[out] or null</param>
    /// <returns>[…, out]</returns>
    public static Tensor Linear(Tensor x, Tensor weight, Tensor? bias = null) => ComposedKernels.Linear(x, weight, bias);

    /// <summary>x / √(mean x² + eps) · weight over the last dimension (arXiv 1910.07467).</summary>
    public static Tensor RmsNorm(Tensor x, Tensor weight, double eps) => ComposedKernels.RmsNorm(x, weight, eps);

    /// <summary>Rotary position embedding, halves paired (arXiv 2104.09864, the layout of Hugging Face's Llama).</summary>
    /// <param name="x">[…, tokens, heads, headSize], may be a view into packed projections</param>
    /// <param name="cos">[tokens, headSize], both halves equal</param>
    /// <param name="sin">likewise</param>
    public static Tensor RotaryEmbed(Tensor x, Tensor cos, Tensor sin) => ComposedKernels.RotaryEmbed(x, cos, sin);

    /// <summary>softmax(q kᵀ / √headSize) v with grouped heads.</summary>
    /// <param name="q">[batch, tokens, heads, headSize], may be a view into packed projections</param>
    /// <param name="k">[batch, keys, keyValueHeads, headSize]; the queries are its last positions when causal</param>
    /// <param name="v">as <paramref name="k"/></param>
    /// <param name="causal">query i sees keys up to i + keys − tokens</param>
    /// <param name="keyLengths">int64 [batch]: keys that count, from the left; null for all</param>
    /// <returns>[batch, tokens, heads · headSize]</returns>
    public static Tensor Attention(Tensor q, Tensor k, Tensor v, bool causal, Tensor? keyLengths = null) => ComposedKernels.Attention(q, k, v, causal, keyLengths);

    /// <summary>Attention of one new token per row over a preallocated cache. No gradient.</summary>
    /// <param name="q">[rows, heads, headSize]</param>
    /// <param name="keyCache">[slots, capacity, keyValueHeads, headSize]</param>
    /// <param name="valueCache">likewise</param>
    /// <param name="slots">int64 [rows]</param>
    /// <param name="lengths">int64 [rows]: positions of the slot that count, the new token's included</param>
    /// <returns>[rows, heads · headSize]</returns>
    public static Tensor DecodeAttention(Tensor q, Tensor keyCache, Tensor valueCache, Tensor slots, Tensor lengths) =>
        ComposedKernels.DecodeAttention(q, keyCache, valueCache, slots, lengths);

    /// <summary>Rows of <paramref name="matrix"/> by int64 index, with a dense gradient.</summary>
    public static Tensor Gather(Tensor matrix, Tensor index) =>
#if USE_PACKAGES
        matrix.index_select(0, index);
#else
        Embedding.Call(matrix, index);

    private static readonly TorchSharp.Compat.Operator Embedding = new("aten::embedding");
#endif

    /// <summary>silu(gate) · up (arXiv 2002.05202); both may be halves of one projection.</summary>
    public static Tensor SwiGlu(Tensor gate, Tensor up) => ComposedKernels.SwiGlu(gate, up);

    /// <summary>x · σ(1.702 x), CLIP's activation.</summary>
    public static Tensor QuickGelu(Tensor x) => ComposedKernels.QuickGelu(x);

    /// <summary>Log-probability of each given token and the entropy of its distribution, in float32.</summary>
    /// <param name="logits">[…, vocabulary]</param>
    /// <param name="ids">int64 […]</param>
    /// <param name="temperature">divides the logits</param>
    public static (Tensor LogProbability, Tensor Entropy) TokenLogProbability(Tensor logits, Tensor ids, double temperature = 1) =>
        ComposedKernels.TokenLogProbability(logits, ids, temperature);

    /// <summary>One Adam step over all parameters with the gradients they hold, clipped to a joint norm; those without one are left.</summary>
    /// <param name="parameters">leaf tensors</param>
    /// <param name="first">running means of the gradients, shaped like the parameters, changed in place</param>
    /// <param name="second">running means of their squares, likewise</param>
    /// <param name="step">1 for the first step</param>
    /// <param name="options">learning rate and the rest</param>
    /// <returns>the joint norm before clipping; when it is not finite nothing has changed</returns>
    public static double AdamStep(IReadOnlyList<Tensor> parameters, IReadOnlyList<Tensor> first, IReadOnlyList<Tensor> second, long step, in AdamOptions options) =>
        ComposedKernels.AdamStep(parameters, first, second, step, options);
}
