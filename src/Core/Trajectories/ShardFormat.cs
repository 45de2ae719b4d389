using MessagePack;

namespace RL4VLM.Core.Trajectories;

/// <summary>Constants of the shard format (docs/shards.md).</summary>
internal static class ShardFormat
{
    /// <summary>Kind, body, checksum.</summary>
    public const int EnvelopeLength = 3;

    public const int Header = 0;
    public const int Step = 1;
    public const int End = 2;

    /// <summary>Bytes of a checksum: the code of uint 64 and the value.</summary>
    public const int ChecksumBytes = 9;

    public static MessagePackSerializerOptions Options { get; } = WithDepth(ShardLimits.Default.Depth);

    public static MessagePackSerializerOptions WithDepth(int depth) =>
        MessagePackSerializerOptions.Standard.WithSecurity(MessagePackSecurity.UntrustedData.WithMaximumObjectGraphDepth(depth));
}
