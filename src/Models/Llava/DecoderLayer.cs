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
        return FeedForward(x + Output.Forward(attended));
    }

    /// <summary>
    /// The last layer: keys and values of all rows, but queries, output projection and feed-forward only where an output token is predicted.
    /// [rows, hidden] to [packed, hidden].
    /// </summary>
    public Tensor ForwardPredicting(Tensor x, TokenLayout layout, Tensor cos, Tensor sin, Action<int, Tensor, Tensor>? sink)
    {
        var attended = Attend(x, layout, cos, sin, sink, lastPromptTokenOnly: true);
        return FeedForward(Rows.Gather(x, layout.Packed) + Output.Forward(Rows.Gather(attended, layout.PackedAttended)));
    }

    /// <summary>x + down(silu(gate) · up) of the normalised rows: [rows, hidden] to the same.</summary>
    public Tensor FeedForward(Tensor x)
    {
        int f = config.IntermediateSize;
        var gateUp = GateUp.Forward(postNorm.Forward(x)); // [rows, 2f]
        return x + Down.Forward(Kernels.SwiGlu(gateUp.narrow(-1, 0, f), gateUp.narrow(-1, f, f)));
    }

    /// <summary>[rows, hidden] to [rows, heads · headSize]; with <paramref name="lastPromptTokenOnly"/> one row per prompt instead of all of its rows.</summary>
    private Tensor Attend(Tensor x, TokenLayout layout, Tensor cos, Tensor sin, Action<int, Tensor, Tensor>? sink, bool lastPromptTokenOnly)
    {
        int h = config.HeadCount, hk = config.KeyValueHeadCount, d = config.HeadSize;
        var heads = Qkv.Forward(inputNorm.Forward(x)).view(1, layout.Rows, h + (2 * hk), d);
        var rotated = Kernels.RotaryEmbed(heads.narrow(2, 0, h + hk), cos, sin).view(layout.Rows, h + hk, d);
        var allValues = heads.view(layout.Rows, h + (2 * hk), d).narrow(1, h + hk, hk);
        var outputs = new List<Tensor>();
        for (int g = 0; g < layout.Groups.Count; g++)
        {
            var group = layout.Groups[g];
            var turned = rotated.narrow(0, group.PromptOffset, group.Prompts * group.PromptLength).view(group.Prompts, group.PromptLength, h + hk, d);
            var queries = turned.narrow(2, 0, h);
            var keys = turned.narrow(2, h, hk);
            var values = allValues.narrow(0, group.PromptOffset, group.Prompts * group.PromptLength).view(group.Prompts, group.PromptLength, hk, d);
            sink?.Invoke(g, keys, values);
            if (lastPromptTokenOnly)
            {
                queries = queries.narrow(1, group.PromptLength - 1, 1);
            }

            outputs.Add(Kernels.Attention(queries, keys, values, causal: true).reshape(-1, h * d));
            if (group.Answers == 0)
            {
                continue;
            }

            // An answer's keys are its prompt's and then its own; causality counts from the end.
            turned = rotated.narrow(0, group.AnswerOffset, group.Answers * group.AnswerLength).view(group.Answers, group.AnswerLength, h + hk, d);
            var answerValues = allValues.narrow(0, group.AnswerOffset, group.Answers * group.AnswerLength).view(group.Answers, group.AnswerLength, hk, d);
            if (group.PromptOfAnswer is { } owner)
            {
                keys = Rows.Gather(keys.reshape(group.Prompts, -1), owner).view(group.Answers, group.PromptLength, hk, d);
                values = Rows.Gather(values.reshape(group.Prompts, -1), owner).view(group.Answers, group.PromptLength, hk, d);
            }

            keys = cat([keys, turned.narrow(2, h, hk)], 1);
            values = cat([values, answerValues], 1);
            outputs.Add(Kernels.Attention(turned.narrow(2, 0, h), keys, values, causal: true).reshape(-1, h * d));
        }

        return outputs.Count == 1 ? outputs[0] : cat([.. outputs], 0);
    }
}
