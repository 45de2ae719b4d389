using RL4VLM.Core.Stages;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Models.Llava;

/// <summary>Element-wise activations by their Hugging Face name.</summary>
internal static class Activations
{
    public static Func<Tensor, Tensor> Named(string name) => name switch
    {
        "quick_gelu" => Kernels.QuickGelu,
        "gelu" => x => nn.functional.gelu(x),
        _ => throw new StageException(ExitCodes.CorruptInput, $"config.json: the activation '{name}' is not one this program knows (quick_gelu, gelu)"),
    };
}
