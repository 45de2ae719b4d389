using RL4VLM.Models.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Models.Llava;

/// <summary>Two linear layers with an activation between, from the tower's width to the decoder's (LLaVA-1.5, arXiv 2310.03744).</summary>
internal sealed class Projector
{
    public const string Prefix = "model.multi_modal_projector.";

    private readonly Linear first;
    private readonly Linear second;
    private readonly Func<Tensor, Tensor> activation;

    public Projector(ParameterSet parameters, HuggingFaceConfig config)
    {
        first = new Linear(parameters, Prefix + "linear_1", config.ProjectorBias);
        second = new Linear(parameters, Prefix + "linear_2", config.ProjectorBias);
        activation = Activations.Named(config.ProjectorHiddenAct);
    }

    public IEnumerable<Linear> Linears => [first, second];

    /// <summary>[pictures, image tokens, vision hidden] to [pictures, image tokens, hidden].</summary>
    public Tensor Forward(Tensor features) => second.Forward(activation(first.Forward(features)));
}
