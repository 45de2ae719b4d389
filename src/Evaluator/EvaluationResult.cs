using System.Text.Json.Serialization;
using RL4VLM.Agents.Episodes;

namespace RL4VLM.Evaluator;

/// <summary>What an evaluation found; its JSON is part of evaluation.json and of <c>rl4vlm evaluate --output json</c>. Rates are 0 to 1.</summary>
public sealed record EvaluationResult
{
    /// <summary>0: greedy.</summary>
    public double Temperature { get; init; }

    public int Episodes { get; init; }

    public double SuccessRate { get; init; }

    /// <summary>Wilson 95 % interval of <see cref="SuccessRate"/>: low, high.</summary>
    public IReadOnlyList<double> Interval95 { get; init; } = [];

    /// <summary>Mean undiscounted reward of an episode.</summary>
    public double MeanReward { get; init; }

    /// <summary><see cref="SuccessRate"/> as a share of what optimal play reaches; null for a task whose ceiling is not known.</summary>
    public double? CeilingShare { get; init; }

    /// <summary>Null when no thoughts are asked for.</summary>
    public double? ThoughtAccuracy { get; init; }

    public double IllegalRate { get; init; }

    public double MeanEpisodeLength { get; init; }

    public double TruncationRate { get; init; }

    /// <summary>Blackjack: share of decisions that are optimal (an illegal one is not).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Agreement { get; init; }

    /// <summary>Blackjack: expected reward, estimated as that of optimal play less the mean loss of the decisions made: unbiased, and
    /// free of the luck of the draw.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ExpectedReward { get; init; }

    /// <summary>The episodes among them that started in a state kept back from training; null without options.holdOut.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HeldOutResult? HeldOut { get; init; }

    /// <summary>The episodes themselves, in start order.</summary>
    [JsonIgnore]
    public IReadOnlyList<Episode> Played { get; init; } = [];
}

/// <summary>Success over the episodes that started in a held-out state.</summary>
public sealed record HeldOutResult(int Episodes, double SuccessRate, IReadOnlyList<double> Interval95);
