using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;

namespace RL4VLM.Evaluator;

/// <summary>How a policy is evaluated on one task.</summary>
public sealed record EvaluationSettings
{
    /// <summary>The model's name, for telemetry.</summary>
    public string? Model { get; init; }

    public Fidelity Fidelity { get; init; } = Fidelity.Corrected;

    /// <summary>0 is greedy.</summary>
    public required double Temperature { get; init; }

    /// <summary>The first so many episodes started are played to their end and counted.</summary>
    public required int Episodes { get; init; }

    /// <summary>Which seeds the episodes take and how answers are sampled.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>A set disjoint from training, or the training one.</summary>
    public EvaluationSeeds Seeds { get; init; } = EvaluationSeeds.HeldOut;

    /// <summary>Empty pictures: what is left is guessing.</summary>
    public bool Blank { get; init; }

    /// <summary>Environments that feed the batched decoder.</summary>
    public int Environments { get; init; } = 64;

    public int MaxNewTokens { get; init; } = 256;

    /// <summary>Episodes whose pictures and texts are kept in <see cref="EvaluationResult.Played"/>.</summary>
    public int KeepPictures { get; init; }

    /// <summary>Told now and then: episodes done, successes among them, tokens generated.</summary>
    public Action<int, int, long>? Progress { get; init; }
}
