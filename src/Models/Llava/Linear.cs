using RL4VLM.Models.Lora;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Models.Llava;

/// <summary>y = x Wᵀ + b, and beside it a low-rank adapter when one is attached.</summary>
internal sealed class Linear
{
    private readonly ParameterSet parameters;
    private readonly string weight;
    private readonly string? bias;

    public Linear(ParameterSet parameters, string module, bool hasBias)
    {
        this.parameters = parameters;
        Module = module;
        weight = module + ".weight";
        bias = hasBias ? module + ".bias" : null;
    }

    /// <summary>Name without <c>.weight</c>, e.g. <c>model.language_model.layers.0.self_attn.q_proj</c>.</summary>
    public string Module { get; }

    public LowRankAdapter? Adapter { get; set; }

    /// <summary>[out, in]</summary>
    public Tensor Weight => parameters[weight];

    public Tensor? Bias => bias is null ? null : parameters[bias];

    /// <summary>[…, in] to […, out], added to the residual when one is given.</summary>
    public Tensor Forward(Tensor x, Tensor? residual = null)
    {
        var y = Kernels.Linear(x, Weight, Bias, residual);
        return Adapter is null ? y : y + Adapter.Forward(x);
    }

    /// <summary>The weight with the adapter folded in (a new tensor only when there is one).</summary>
    public Tensor MergedWeight() => Adapter is null ? Weight : Weight + Adapter.Delta().to_type(Weight.dtype);
}
