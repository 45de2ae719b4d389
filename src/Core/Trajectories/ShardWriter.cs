using System.Buffers;
using System.IO.Hashing;
using MessagePack;

namespace RL4VLM.Core.Trajectories;

/// <summary>Writes a shard (docs/shards.md): the header at once, then steps as they come, then the end record. Equal input
/// gives equal bytes. Not thread-safe.</summary>
/// <example><code>
/// using var writer = ShardWriter.Create(path, header);
/// foreach (StepRecord step in steps) writer.Write(step);
/// writer.Finish();
/// </code></example>
public sealed class ShardWriter : IDisposable
{
    private const int KeptBuffer = 4 << 20;

    private readonly Stream stream;
    private readonly Crc64 checksum = new();
    private ArrayBufferWriter<byte> buffer = new(16 * 1024);
    private StepRecord? last;
    private FileStream? owned;
    private bool closed;

    /// <param name="stream">Stays open; the shard begins where it stands.</param>
    /// <param name="header">What made the steps.</param>
    /// <exception cref="ArgumentException">The header breaks a rule of the format.</exception>
    public ShardWriter(Stream stream, ShardHeader header)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (ShardRules.Check(header) is { } problem) throw new ArgumentException($"not a shard header: {problem}", nameof(header));
        this.stream = stream;
        WriteRecord(ShardFormat.Header, header);
    }

    /// <summary>Steps written.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes written.</summary>
    public long Bytes { get; private set; }

    /// <summary>Writes a new file, or over an old one; closed with the writer.</summary>
    /// <exception cref="ArgumentException">The header breaks a rule of the format.</exception>
    public static ShardWriter Create(string path, ShardHeader header)
    {
        var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        try
        {
            return new ShardWriter(file, header) { owned = file };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes the next step. Episodes come one after the other, each complete.</summary>
    /// <exception cref="ArgumentException">The step breaks a rule of the format, alone or after the one before it; nothing is written.</exception>
    public void Write(StepRecord step)
    {
        ObjectDisposedException.ThrowIf(closed, this);
        string? problem = ShardRules.Check(step, ShardLimits.Default) ?? ShardRules.CheckOrder(last, step);
        if (problem is not null) throw new ArgumentException($"not a step of a shard: {problem}", nameof(step));
        WriteRecord(ShardFormat.Step, step);
        last = step;
        Count++;
    }

    /// <summary>Writes the end record and flushes the stream. A shard without it is read as damaged, on purpose: that is what a writer
    /// that failed half-way leaves.</summary>
    /// <exception cref="InvalidOperationException">The last episode has not ended.</exception>
    public void Finish()
    {
        if (closed) return;
        if (ShardRules.CheckEnd(last) is { } problem) throw new InvalidOperationException(problem);
        WriteRecord(ShardFormat.End, new ShardEnd { Steps = Count });
        closed = true;
        stream.Flush();
    }

    /// <summary>Closes the file of <see cref="Create"/>. Does not finish the shard: an exception must not leave one that looks whole.</summary>
    public void Dispose()
    {
        closed = true;
        owned?.Dispose();
    }

    private void WriteRecord<T>(int kind, T body)
    {
        var writer = new MessagePackWriter(buffer);
        writer.WriteArrayHeader(ShardFormat.EnvelopeLength);
        writer.Write(kind);
        MessagePackSerializer.Serialize(ref writer, body, ShardFormat.Options);
        writer.Flush();
        checksum.Append(buffer.WrittenSpan);
        writer.WriteUInt64(checksum.GetCurrentHashAsUInt64());
        writer.Flush();
        stream.Write(buffer.WrittenSpan);
        Bytes += buffer.WrittenCount;
        if (buffer.Capacity <= KeptBuffer) buffer.ResetWrittenCount();
        else buffer = new ArrayBufferWriter<byte>(16 * 1024);
    }
}
