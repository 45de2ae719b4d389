namespace RL4VLM.Core.Trajectories;

/// <summary>What a reader of shards accepts at most: a shard is bytes that someone else may have written. A shard beyond a limit is
/// refused like a damaged one.</summary>
public sealed record ShardLimits
{
    public static ShardLimits Default { get; } = new();

    /// <summary>Bytes of a shard.</summary>
    public long Bytes { get; init; } = 1L << 30;

    /// <summary>Bytes of one record.</summary>
    public long RecordBytes { get; init; } = 64L << 20;

    /// <summary>Steps in a shard.</summary>
    public int Steps { get; init; } = 4_000_000;

    /// <summary>Token ids of one prompt, or of one answer.</summary>
    public int Tokens { get; init; } = 1 << 20;

    /// <summary>Entries of one step's info.</summary>
    public int InfoEntries { get; init; } = 4096;

    /// <summary>Nesting of MessagePack values inside a record.</summary>
    public int Depth { get; init; } = 16;
}
