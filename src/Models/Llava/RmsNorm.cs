using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Models.Llava;

/// <summary>Root-mean-square normalisation with a learned scale (arXiv 1910.07467).</summary>
internal sealed class RmsNorm(ParameterSet parameters, string name, double eps)
{
    public Tensor Weight => parameters[name + ".weight"];

    /// <summary>[…, hidden] to the same.</summary>
    public Tensor Forward(Tensor x) => Kernels.RmsNorm(x, Weight, eps);
}
