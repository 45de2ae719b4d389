using RL4VLM.Models.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Models.Llava;

/// <summary>Takes a layer's keys and values of one group's prompts: both [prompts, promptLength, keyValueHeads, headSize].</summary>
internal delegate void KeyValueSink(int layer, int group, Tensor keys, Tensor values);

/// <summary>
/// Mistral or Llama (arXiv 2310.06825): pre-norm layers with rotary positions, grouped-query attention and SwiGLU, no biases.
/// </summary>
internal sealed class Decoder : IDisposable
{
    public const string Prefix = "model.language_model.";

    public const string EmbeddingsName = Prefix + "embed_tokens.weight";

    public const string HeadName = "lm_head.weight";

    private readonly ParameterSet parameters;
    private readonly TextConfig config;
    private readonly bool tied;
    private readonly RotaryTable rotary;
    private readonly List<DecoderLayer> layers = [];
    private readonly RmsNorm norm;

    public Decoder(ParameterSet parameters, HuggingFaceConfig model, Device device)
    {
        this.parameters = parameters;
        config = model.Text;
        tied = model.TieWordEmbeddings;
        rotary = new RotaryTable(config.HeadSize, config.RopeTheta, config.MaxPositions, device);
        for (int i = 0; i < config.LayerCount; i++)
        {
            layers.Add(new DecoderLayer(parameters, $"{Prefix}layers.{i}.", config));
        }

        norm = new RmsNorm(parameters, Prefix + "norm", config.RmsNormEpsilon);
    }

    public IReadOnlyList<DecoderLayer> Layers => layers;

    public RmsNorm Norm => norm;

    public RotaryTable Rotary => rotary;

    public IEnumerable<Linear> Linears => layers.SelectMany(layer => layer.Linears);

    /// <summary>[vocabulary, hidden]</summary>
    public Tensor Embeddings => parameters[EmbeddingsName];

    /// <summary>[vocabulary, hidden]; the embeddings themselves when tied.</summary>
    public Tensor Head => tied ? Embeddings : parameters[HeadName];

    /// <summary>[rows, hidden] to [rows, vocabulary], in the model's dtype.</summary>
    public Tensor Logits(Tensor hidden) => Kernels.Linear(hidden, Head);

    /// <summary>Final hidden states (after the last norm) of exactly the positions that predict output tokens: [packed, hidden].</summary>
    /// <param name="x">[rows, hidden]: embeddings and picture features.</param>
    /// <param name="layout">Where the sequences lie in those rows.</param>
    /// <param name="sink">Given every layer's prompt keys and values when a cache is to be filled.</param>
    public Tensor Predicting(Tensor x, TokenLayout layout, KeyValueSink? sink = null)
    {
        var (cos, sin) = rotary.Rows(layout.Positions);
        for (int i = 0; i + 1 < layers.Count; i++)
        {
            x = layers[i].Forward(x, layout, cos, sin, Sink(i));
        }

        return norm.Forward(layers[^1].ForwardPredicting(x, layout, cos, sin, Sink(layers.Count - 1)));

        Action<int, Tensor, Tensor>? Sink(int layer) => sink is null ? null : (group, keys, values) => sink(layer, group, keys, values);
    }

    /// <summary>Final hidden states of every row, and what entered each layer.</summary>
    public (Tensor Final, IReadOnlyList<Tensor> Residuals) Everywhere(Tensor x, TokenLayout layout)
    {
        var (cos, sin) = rotary.Rows(layout.Positions);
        var residuals = new List<Tensor>();
        foreach (var layer in layers)
        {
            residuals.Add(x);
            x = layer.Forward(x, layout, cos, sin, null);
        }

        return (norm.Forward(x), residuals);
    }

    public void Dispose() => rotary.Dispose();
}
