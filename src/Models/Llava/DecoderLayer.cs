using RL4VLM.Models.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Models.Llava;

/// <summary>One decoder layer over flat rows (see <see cref="TokenLayout"/>).</summary>
internal sealed class DecoderLayer
{
    private readonly TextConfig config;
    private readonly RmsNorm inputNorm;
    private readonly RmsNorm postNorm;

    public DecoderLayer(ParameterSet parameters, string prefix, TextConfig config)
    {
        this.config = config;
        inputNorm = new RmsNorm(parameters, prefix + "input_layernorm", config.RmsNormEpsilon);
        postNorm = new RmsNorm(parameters, prefix + "post_attention_layernorm", config.RmsNormEpsilon);
        Qkv = new FusedLinear(
            new Linear(parameters, prefix + "self_attn.q_proj", config.AttentionBias),
            new Linear(parameters, prefix + "self_attn.k_proj", config.AttentionBias),
            new Linear(parameters, prefix + "self_attn.v_proj", config.AttentionBias));
        Output = new Linear(parameters, prefix + "self_attn.o_proj", config.AttentionBias);
        GateUp = new FusedLinear(
            new Linear(parameters, prefix + "mlp.gate_proj", config.MlpBias),
            new Linear(parameters, prefix + "mlp.up_proj", config.MlpBias));
        Down = new Linear(parameters, prefix + "mlp.down_proj", config.MlpBias);
    }

    public FusedLinear Qkv { get; }

    public Linear Output { get; }

    public FusedLinear GateUp { get; }

    public Linear Down { get; }

    public RmsNorm InputNorm => inputNorm;

    public RmsNorm PostNorm => postNorm;

    public IEnumerable<Linear> Linears => [.. Qkv.Parts, Output, .. GateUp.Parts, Down];

    /// <summary>[rows, hidden] to the same.</summary>
    public Tensor Forward(Tensor x, TokenLayout layout, Tensor cos, Tensor sin, Action<int, Tensor, Tensor>? sink)
    {
        var attended = Attend(x, layout, cos, sin, sink, lastPromptTokenOnly: false);
        return FeedForward(Output.Forward(attended, residual: x));
    }

    /// <summary>
    /// The last layer: keys and values of all rows, but queries, output projection and feed-forward only where an output token is predicted.
    /// [rows, hidden] to [packed, hidden].
    /// </summary>
    public Tensor ForwardPredicting(Tensor x, TokenLayout layout, Tensor cos, Tensor sin, Action<int, Tensor, Tensor>? sink)
    {
        var attended = Attend(x, layout, cos, sin, sink, lastPromptTokenOnly: true);
        return FeedForward(Output.Forward(Rows.Gather(attended, layout.PackedAttended), residual: Rows.Gather(x, layout.Packed)));
    }

    /// <summary>x + down(silu(gate) · up) of the normalised rows: [rows, hidden] to the same.</summary>
    public Tensor FeedForward(Tensor x)
    {
        var gateUp = GateUp.Forward(postNorm.Forward(x)); // [rows, 2 · intermediate]
        return Down.Forward(Kernels.PackedSwiGlu(gateUp), residual: x);
    }

    /// <summary>[rows, hidden] to [rows, heads · headSize]; with <paramref name="lastPromptTokenOnly"/> one row per prompt instead of all of its rows.</summary>
    private Tensor Attend(Tensor x, TokenLayout layout, Tensor cos, Tensor sin, Action<int, Tensor, Tensor>? sink, bool lastPromptTokenOnly)
    {
        int h = config.HeadCount, hk = config.KeyValueHeadCount, d = config.HeadSize;
        var projected = Qkv.Forward(inputNorm.Forward(x)).view(layout.Rows, h + (2 * hk), d);
        var turned = Kernels.RotaryEmbed(projected, cos, sin, h + hk); // queries and keys
        for (int g = 0; sink is not null && g < layout.Groups.Count; g++)
        {
            var group = layout.Groups[g];
            var prompts = turned.narrow(0, group.PromptOffset, group.Prompts * group.PromptLength).view(group.Prompts, group.PromptLength, h + (2 * hk), d);
            sink(g, prompts.narrow(2, h, hk), prompts.narrow(2, h + hk, hk));
        }

        return Kernels.SequenceAttention(turned.view(layout.Rows, -1), h, hk, layout.GroupTable, tensor(layout.Owners, device: x.device), lastPromptTokenOnly);
    }
}
