using System.Reflection;
using System.Runtime.InteropServices;
using static TorchSharp.torch;
#if !USE_PACKAGES
using TorchSharp.Compat;
#endif

namespace RL4VLM.Models;

/// <summary>Hyper-parameters of one <see cref="Kernels.AdamStep"/>. The weight decay is AdamW's (Loshchilov and Hutter, 2019), and of matrices alone:
/// gains and biases, which have one dimension, keep their size.</summary>
/// <remarks>Weight decay is decoupled (AdamW); 0 is plain Adam. Gradients are scaled down to a joint norm of MaxGradientNorm; null leaves them.</remarks>
public readonly record struct AdamOptions(double LearningRate, double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8, double WeightDecay = 0, double? MaxGradientNorm = null);

/// <summary>
/// The fused operators that TorchSharp does not bind. This is the one place that goes past the package's surface; every
/// one of them is defined by its composed form (<see cref="ComposedKernels"/>), which is what runs with the real package,
/// on other devices and in other dtypes than float32.
/// </summary>
public static class Kernels
{
    /// <summary>Whether fused operators are used where they can be; the composed forms otherwise. For tests.</summary>
    internal static bool UseFused { get; set; } = true;

    /// <summary>x Wᵀ + b, and a residual added when given.</summary>
    /// <param name="x">[…, in]</param>
    /// <param name="weight">[out, in]</param>
    /// <param name="bias">[out] or null</param>
    /// <param name="residual">[…, out] or null</param>
    /// <returns>[…, out]</returns>
    public static Tensor Linear(Tensor x, Tensor weight, Tensor? bias = null, Tensor? residual = null)
    {
#if !USE_PACKAGES
        // Large weights are OpenBLAS's: its blocking pays where they leave the second-level cache.
        if (Fits(x, weight) && weight.numel() <= LargestLinear)
            return Native.Linear.Call(x, weight, bias, residual);
#endif
        return ComposedKernels.Linear(x, weight, bias, residual);
    }

    /// <summary>x / √(mean x² + eps) · weight over the last dimension (arXiv 1910.07467).</summary>
    public static Tensor RmsNorm(Tensor x, Tensor weight, double eps)
    {
#if !USE_PACKAGES
        if (Fits(x, weight))
            return Native.RmsNorm.Call(x, weight, eps);
#endif
        return ComposedKernels.RmsNorm(x, weight, eps);
    }

    /// <summary>Rotary position embedding, halves paired (arXiv 2104.09864, the layout of Hugging Face's Llama).</summary>
    /// <param name="x">[…, tokens, heads, headSize], may be a view into packed projections</param>
    /// <param name="cos">[tokens, headSize], both halves equal</param>
    /// <param name="sin">likewise</param>
    /// <param name="turned">how many of the heads turn, from the first; the others are copied; null for all</param>
    public static Tensor RotaryEmbed(Tensor x, Tensor cos, Tensor sin, int? turned = null)
    {
#if !USE_PACKAGES
        if (Fits(x, cos) && x.numel() == cos.numel() * x.size(-2))
            return Native.Rotary.Call(x, cos, sin, (long?)turned);
#endif
        return ComposedKernels.RotaryEmbed(x, cos, sin, turned);
    }

    /// <summary>softmax(q kᵀ / √headSize) v with grouped heads.</summary>
    /// <param name="q">[batch, tokens, heads, headSize], may be a view into packed projections</param>
    /// <param name="k">[batch, keys, keyValueHeads, headSize]; the queries are its last positions when causal</param>
    /// <param name="v">as <paramref name="k"/></param>
    /// <param name="causal">query i sees keys up to i + keys − tokens</param>
    /// <param name="keyLengths">int64 [batch]: keys that count, from the left; null for all</param>
    /// <returns>[batch, tokens, heads · headSize]</returns>
    public static Tensor Attention(Tensor q, Tensor k, Tensor v, bool causal, Tensor? keyLengths = null)
    {
#if !USE_PACKAGES
        if (Fits(q, k))
            return Native.Attention.Call(q, k, v, causal, keyLengths);
#endif
        return ComposedKernels.Attention(q, k, v, causal, keyLengths);
    }

    /// <summary>Self-attention over packed projections, without positions.</summary>
    /// <param name="packed">[batch, tokens, (heads + 2 · keyValueHeads) · headSize]</param>
    /// <param name="heads">query heads</param>
    /// <param name="keyValueHeads">key heads, and as many value heads</param>
    /// <param name="causal">whether a token sees only those before it</param>
    /// <returns>[batch, tokens, heads · headSize]</returns>
    public static Tensor PackedAttention(Tensor packed, int heads, int keyValueHeads, bool causal)
    {
#if !USE_PACKAGES
        if (Fits(packed, packed))
            return Native.PackedAttention.Call(packed, heads, keyValueHeads, causal);
#endif
        return ComposedKernels.PackedAttention(packed, heads, keyValueHeads, causal);
    }

    /// <summary>
    /// Causal attention of prompts and their answers that lie as flat rows of packed, already rotated projections. An answer
    /// sees its prompt and then itself; answers of one prompt share its keys and values.
    /// </summary>
    /// <param name="packed">[rows, (heads + 2 · keyValueHeads) · headSize]</param>
    /// <param name="heads">query heads</param>
    /// <param name="keyValueHeads">key heads, and as many value heads</param>
    /// <param name="groups">six numbers a group: first row, number and length of its prompts, then of its answers</param>
    /// <param name="owners">int64 [answers of all groups]: each one's prompt within its group</param>
    /// <param name="lastPromptTokenOnly">a prompt asks with its last token only</param>
    /// <returns>[queries, heads · headSize]: per group the prompts' rows, then the answers'</returns>
    public static Tensor SequenceAttention(Tensor packed, int heads, int keyValueHeads, long[] groups, Tensor owners, bool lastPromptTokenOnly)
    {
#if !USE_PACKAGES
        if (Fits(packed, packed))
            return Native.SequenceAttention.Call(packed, heads, keyValueHeads, groups, owners, lastPromptTokenOnly);
#endif
        return ComposedKernels.SequenceAttention(packed, heads, keyValueHeads, groups, owners, lastPromptTokenOnly);
    }

    /// <summary>Attention of one new token per row over a preallocated cache. No gradient.</summary>
    /// <param name="q">[rows, heads, headSize]</param>
    /// <param name="keyCache">[slots, capacity, keyValueHeads, headSize]</param>
    /// <param name="valueCache">likewise</param>
    /// <param name="slots">int64 [rows]</param>
    /// <param name="lengths">int64 [rows]: positions of the slot that count, the new token's included</param>
    /// <returns>[rows, heads · headSize]</returns>
    public static Tensor DecodeAttention(Tensor q, Tensor keyCache, Tensor valueCache, Tensor slots, Tensor lengths) =>
        ComposedKernels.DecodeAttention(q, keyCache, valueCache, slots, lengths);

    /// <summary>Rows of a matrix, with a dense gradient.</summary>
    /// <param name="matrix">[rows, width]</param>
    /// <param name="index">int64 [n]</param>
    /// <returns>[n, width]</returns>
    public static Tensor Gather(Tensor matrix, Tensor index)
    {
#if !USE_PACKAGES
        // As an embedding elsewhere: index_select's gradient is many times slower.
        return Fits(matrix, matrix) ? Native.GatherRows.Call(matrix, index) : Native.Embedding.Call(matrix, index);
#else
        return matrix.index_select(0, index);
#endif
    }

    /// <summary>silu(gate) · up (arXiv 2002.05202); both may be halves of one projection.</summary>
    public static Tensor SwiGlu(Tensor gate, Tensor up)
    {
#if !USE_PACKAGES
        if (Fits(gate, up))
            return Native.SwiGlu.Call(gate, up);
#endif
        return ComposedKernels.SwiGlu(gate, up);
    }

    /// <summary>The same of [gate, up] side by side: [rows, 2 · width] to [rows, width].</summary>
    public static Tensor PackedSwiGlu(Tensor packed)
    {
#if !USE_PACKAGES
        if (Fits(packed, packed))
            return Native.PackedSwiGlu.Call(packed);
#endif
        long width = packed.size(-1) / 2;
        return ComposedKernels.SwiGlu(packed.narrow(-1, 0, width), packed.narrow(-1, width, width));
    }

    /// <summary>x · σ(1.702 x), CLIP's activation.</summary>
    public static Tensor QuickGelu(Tensor x)
    {
#if !USE_PACKAGES
        if (Fits(x, x))
            return Native.QuickGelu.Call(x);
#endif
        return ComposedKernels.QuickGelu(x);
    }

    /// <summary>Log-probability of each given token and the entropy of its distribution, in float32.</summary>
    /// <param name="logits">[…, vocabulary]</param>
    /// <param name="ids">int64 […]</param>
    /// <param name="temperature">divides the logits</param>
    public static (Tensor LogProbability, Tensor Entropy) TokenLogProbability(Tensor logits, Tensor ids, double temperature = 1)
    {
#if !USE_PACKAGES
        if (Fits(logits, logits))
            return Native.TokenLogProbability.Call2(logits, ids, temperature);
#endif
        return ComposedKernels.TokenLogProbability(logits, ids, temperature);
    }

    /// <summary>One Adam step over all parameters with the gradients they hold, clipped to a joint norm; those without one are left.</summary>
    /// <param name="parameters">leaf tensors</param>
    /// <param name="first">running means of the gradients, shaped like the parameters, changed in place</param>
    /// <param name="second">running means of their squares, likewise</param>
    /// <param name="step">1 for the first step</param>
    /// <param name="options">learning rate and the rest</param>
    /// <returns>the joint norm before clipping; when it is not finite nothing has changed</returns>
    public static double AdamStep(IReadOnlyList<Tensor> parameters, IReadOnlyList<Tensor> first, IReadOnlyList<Tensor> second, long step, in AdamOptions options)
    {
#if !USE_PACKAGES
        using var scope = NewDisposeScope();
        var gradients = parameters.Select(p => p.grad).ToArray();
        var held = Enumerable.Range(0, gradients.Length).Where(i => gradients[i] is not null).ToArray();
        if (UseFused && held.All(i => Fits(parameters[i], gradients[i]!) && parameters[i].is_contiguous()))
        {
            return Native.AdamStep.CallNumber(
                held.Select(i => parameters[i]).ToArray(), held.Select(i => gradients[i]!).ToArray(), held.Select(i => first[i]).ToArray(), held.Select(i => second[i]).ToArray(),
                step, options.LearningRate, options.Beta1, options.Beta2, options.Epsilon, options.WeightDecay, options.MaxGradientNorm ?? 0.0);
        }
#endif
        return ComposedKernels.AdamStep(parameters, first, second, step, options);
    }

#if !USE_PACKAGES
    private const long LargestLinear = 1 << 20;

    private static bool Fits(Tensor a, Tensor b) =>
        UseFused && a.dtype == ScalarType.Float32 && a.device_type == TorchSharp.DeviceType.CPU && b.dtype == ScalarType.Float32;

    /// <summary>The operators of native/operators.cpp, which register themselves when their library is loaded.</summary>
    private static class Native
    {
        static Native() => NativeLibrary.Load("RL4VLMKernels", Assembly.GetExecutingAssembly(), null);

        internal static readonly Operator Linear = new("rl4vlm::linear");
        internal static readonly Operator RmsNorm = new("rl4vlm::rms_norm");
        internal static readonly Operator Rotary = new("rl4vlm::rotary");
        internal static readonly Operator Attention = new("rl4vlm::attention");
        internal static readonly Operator PackedAttention = new("rl4vlm::packed_attention");
        internal static readonly Operator SequenceAttention = new("rl4vlm::sequence_attention");
        internal static readonly Operator GatherRows = new("rl4vlm::gather_rows");
        internal static readonly Operator SwiGlu = new("rl4vlm::swiglu");
        internal static readonly Operator PackedSwiGlu = new("rl4vlm::packed_swiglu");
        internal static readonly Operator QuickGelu = new("rl4vlm::quick_gelu");
        internal static readonly Operator TokenLogProbability = new("rl4vlm::token_log_probability");
        internal static readonly Operator AdamStep = new("rl4vlm::adam_step");
        internal static readonly Operator Embedding = new("aten::embedding");
    }
#endif
}
