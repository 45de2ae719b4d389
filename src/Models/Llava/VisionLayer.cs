using RL4VLM.Models.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Models.Llava;

/// <summary>One pre-norm transformer layer of the vision tower: every patch attends to every patch.</summary>
internal sealed class VisionLayer
{
    private readonly ParameterSet parameters;
    private readonly string prefix;
    private readonly VisionConfig config;
    private readonly FusedLinear qkv;
    private readonly Linear output;
    private readonly Linear up;
    private readonly Linear down;
    private readonly Func<Tensor, Tensor> activation;

    public VisionLayer(ParameterSet parameters, string prefix, VisionConfig config)
    {
        this.parameters = parameters;
        this.prefix = prefix;
        this.config = config;
        qkv = new FusedLinear(
            new Linear(parameters, prefix + "self_attn.q_proj", true),
            new Linear(parameters, prefix + "self_attn.k_proj", true),
            new Linear(parameters, prefix + "self_attn.v_proj", true));
        output = new Linear(parameters, prefix + "self_attn.out_proj", true);
        up = new Linear(parameters, prefix + "mlp.fc1", true);
        down = new Linear(parameters, prefix + "mlp.fc2", true);
        activation = Activations.Named(config.HiddenAct);
    }

    public IEnumerable<Linear> Linears => [.. qkv.Parts, output, up, down];

    /// <summary>[pictures, tokens, hidden] to the same.</summary>
    public Tensor Forward(Tensor x)
    {
        var attended = Kernels.PackedAttention(qkv.Forward(Norm(x, "layer_norm1")), config.HeadCount, config.HeadCount, causal: false);
        x = output.Forward(attended, residual: x);
        return down.Forward(activation(up.Forward(Norm(x, "layer_norm2"))), residual: x);
    }

    private Tensor Norm(Tensor x, string name) => nn.functional.layer_norm(
        x, [config.HiddenSize], parameters[$"{prefix}{name}.weight"], parameters[$"{prefix}{name}.bias"], config.LayerNormEpsilon);
}
