using System.Buffers;
using System.IO.Hashing;
using MessagePack;

namespace RL4VLM.Core.Trajectories;

/// <summary>
/// Writes a shard (docs/shards.md): header, steps and end as blocks of [checksum, payload], so that a flipped bit is found where it is
/// and a shard cut at a block's edge is missed by nobody. Equal steps give equal bytes.
/// </summary>
public sealed class ShardWriter : IDisposable
{
    private readonly Stream output;
    private readonly bool owned;
    private readonly ArrayBufferWriter<byte> buffer = new();
    private readonly ArrayBufferWriter<byte> block = new();
    private int steps;
    private bool finished;

    /// <param name="output">Receives the bytes; not closed here.</param>
    /// <param name="header">What made the steps.</param>
    public ShardWriter(Stream output, ShardHeader header)
    {
        this.output = output;
        var writer = new MessagePackWriter(buffer);
        StepCodec.Write(ref writer, header);
        writer.Flush();
        EndBlock();
    }

    private ShardWriter(FileStream file, ShardHeader header)
        : this((Stream)file, header) => owned = true;

    /// <summary>Writes a new file, closed on disposal.</summary>
    public static ShardWriter Create(string path, ShardHeader header) => new(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16), header);

    /// <summary>Appends a step; those of an episode must follow one another.</summary>
    public void Write(StepRecord step)
    {
        var writer = new MessagePackWriter(buffer);
        StepCodec.Write(ref writer, step);
        writer.Flush();
        EndBlock();
        steps++;
    }

    /// <summary>Writes the end block; without it the shard counts as truncated.</summary>
    public void Finish()
    {
        if (finished)
            return;
        finished = true;
        var writer = new MessagePackWriter(buffer);
        writer.Write(steps);
        writer.Flush();
        EndBlock();
        output.Flush();
    }

    /// <summary>Finishes the shard.</summary>
    public void Dispose()
    {
        Finish();
        if (owned)
            output.Dispose();
    }

    private void EndBlock()
    {
        var writer = new MessagePackWriter(block);
        writer.WriteArrayHeader(2);
        writer.Write(Crc64.HashToUInt64(buffer.WrittenSpan));
        writer.Write(buffer.WrittenSpan);
        writer.Flush();
        output.Write(block.WrittenSpan);
        buffer.ResetWrittenCount();
        block.ResetWrittenCount();
    }
}
