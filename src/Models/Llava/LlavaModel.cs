using RL4VLM.Models.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Models.Llava;

/// <summary>
/// Large Language and Vision Assistant (arXiv 2304.08485): a picture goes through the vision tower and the projector and
/// takes the place of the placeholder tokens; the decoder reads the whole as one sequence.
/// </summary>
public sealed class LlavaModel : IDisposable
{
    internal LlavaModel(HuggingFaceConfig config, ParameterSet parameters, Device device, ScalarType dtype)
    {
        Config = config;
        Parameters = parameters;
        Device = device;
        Dtype = dtype;
        Vision = new VisionTower(parameters, config);
        Projector = new Projector(parameters, config);
        Decoder = new Decoder(parameters, config, device);
    }

    public HuggingFaceConfig Config { get; }

    public ParameterSet Parameters { get; }

    public Device Device { get; }

    public ScalarType Dtype { get; }

    internal VisionTower Vision { get; }

    internal Projector Projector { get; }

    internal Decoder Decoder { get; }

    /// <summary>Every projection that a low-rank adapter can be attached to.</summary>
    internal IEnumerable<Linear> Linears => [.. Vision.Linears, .. Projector.Linears, .. Decoder.Linears];

    /// <summary>[pictures · patches, 3 · patch²] to [pictures, image tokens, hidden].</summary>
    internal Tensor ImageFeatures(Tensor patches) => Projector.Forward(Vision.Forward(patches.to(Device).to_type(Dtype)));

    /// <summary>What enters the decoder: [rows, hidden], token embeddings with picture features in the placeholders' rows.</summary>
    /// <param name="layout">Where the sequences lie.</param>
    /// <param name="features">[pictures, image tokens, hidden], or null when no sequence has a picture.</param>
    internal Tensor Inputs(TokenLayout layout, Tensor? features)
    {
        // A small table of what occurs, then one look-up: its gradient scatters into words and pictures alike.
        var words = Rows.Gather(Decoder.Embeddings, Array.ConvertAll(layout.DistinctTokens, id => (long)id));
        var table = features is null ? words : cat([words, features.reshape(-1, Config.Text.HiddenSize)], 0);
        return Rows.Gather(table, layout.Source);
    }

    public void Dispose()
    {
        Decoder.Dispose();
        Parameters.Dispose();
    }
}
