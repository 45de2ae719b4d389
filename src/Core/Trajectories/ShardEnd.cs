using MessagePack;

namespace RL4VLM.Core.Trajectories;

/// <summary>Last record of a shard (docs/shards.md): a shard cut off between two records lacks it.</summary>
[MessagePackObject]
public sealed record ShardEnd
{
    /// <summary>Step records in the shard.</summary>
    [Key(0)] public int Steps { get; init; }
}
