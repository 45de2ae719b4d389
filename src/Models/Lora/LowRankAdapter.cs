using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Models.Lora;

/// <summary>scale · B A x beside a frozen projection (LoRA, arXiv 2106.09685).</summary>
/// <param name="a">float32 [rank, in]</param>
/// <param name="b">float32 [out, rank]</param>
/// <param name="scale">alpha / rank, or alpha / √rank with <c>use_rslora</c>.</param>
/// <param name="dropout">Share of the input dropped while <see cref="Training"/>.</param>
internal sealed class LowRankAdapter(Tensor a, Tensor b, double scale, double dropout)
{
    /// <summary>Dropout acts only in supervised fine-tuning: in reinforcement learning it would make old and new log-probabilities disagree.</summary>
    public bool Training { get; set; }

    /// <summary>[…, in] to […, out], in the dtype of <paramref name="x"/>.</summary>
    public Tensor Forward(Tensor x)
    {
        var input = Training && dropout > 0 ? nn.functional.dropout(x, dropout, true) : x;
        return Kernels.Linear(Kernels.Linear(input, Cast(a, x.dtype)), Cast(b, x.dtype)) * scale;
    }

    /// <summary>float32 [out, in]: what to add to the frozen weight.</summary>
    public Tensor Delta() => matmul(b, a) * scale;

    private static Tensor Cast(Tensor weight, ScalarType dtype) => weight.dtype == dtype ? weight : weight.to_type(dtype);
}
