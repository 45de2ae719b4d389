using RL4VLM.Core.Stages;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Models.Llava;

/// <summary>
/// Estimates the return from the last hidden state at the last prompt token: hidden → … → 1 with ReLU between
/// (paper: hidden → 1024 → 512 → 1; spec section 5.4). Always float32. Its widths are those of the stored weights.
/// </summary>
public sealed class ValueHead
{
    private readonly ParameterSet parameters;
    private readonly string[] layers;

    public ValueHead(ParameterSet parameters)
    {
        this.parameters = parameters;
        layers = [.. parameters.Names.Where(name => name.EndsWith(".weight", StringComparison.Ordinal)).Select(name => name[..^".weight".Length])];
        if (layers.Length == 0)
        {
            throw StageException.Corrupt("value_head.safetensors", "it holds no layer");
        }
    }

    internal ParameterSet Parameters => parameters;

    /// <summary>[rows, hidden] to [rows].</summary>
    public Tensor Forward(Tensor hidden)
    {
        var x = hidden.to_type(ScalarType.Float32);
        for (int i = 0; i < layers.Length; i++)
        {
            x = Kernels.Linear(x, parameters[layers[i] + ".weight"], parameters[layers[i] + ".bias"]);
            if (i + 1 < layers.Length)
            {
                x = nn.functional.relu(x);
            }
        }

        return x.view(-1);
    }
}
