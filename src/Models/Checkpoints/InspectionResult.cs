using static TorchSharp.torch;

namespace RL4VLM.Models.Checkpoints;

/// <summary>States of one sequence at every position, float32.</summary>
public sealed class InspectionResult
{
    /// <summary>[image tokens, hidden]; null without a picture.</summary>
    public required Tensor? ImageFeatures { get; init; }

    /// <summary>Per decoder layer, what enters it: [positions, hidden].</summary>
    public required IReadOnlyList<Tensor> Residuals { get; init; }

    /// <summary>[positions, hidden] after the final norm.</summary>
    public required Tensor Hidden { get; init; }

    /// <summary>[positions, vocabulary]</summary>
    public required Tensor Logits { get; init; }
}
