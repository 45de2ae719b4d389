using MessagePack;

namespace RL4VLM.Core.Trajectories;

/// <summary>First record of a shard (docs/shards.md): what made the steps that follow.</summary>
[MessagePackObject]
public sealed record ShardHeader
{
    /// <summary>The schema this build writes.</summary>
    public const int CurrentSchema = 1;

    [Key(0)] public int Schema { get; init; } = CurrentSchema;

    [Key(1)] public required string Run { get; init; }

    [Key(2)] public int Iteration { get; init; }

    /// <summary>Checkpoint that wrote the answers, for example <c>0003</c>; <c>expert</c> for scripted demonstrations.</summary>
    [Key(3)] public required string PolicyCheckpoint { get; init; }

    [Key(4)] public int Worker { get; init; }

    [Key(5)] public required string Task { get; init; }

    [Key(6)] public required string EnvironmentVersion { get; init; }

    /// <summary>SHA-256 (hex) of tokenizer.json: token ids mean nothing under another tokenizer.</summary>
    [Key(7)] public required string TokenizerHash { get; init; }

    [Key(8)] public ulong Seed { get; init; }
}
