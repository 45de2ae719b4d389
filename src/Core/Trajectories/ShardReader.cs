using System.Buffers;
using System.IO.Hashing;
using MessagePack;
using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Trajectories;

/// <summary>Reads a shard from untrusted bytes: every damage is a <see cref="StageException"/> 65 that names the object and the offset.</summary>
public sealed class ShardReader : IDisposable
{
    /// <summary>Largest shard that is read, 2 GiB less a little: offsets are 32-bit.</summary>
    private const long MaximumBytes = int.MaxValue - 1024;

    private readonly ReadOnlyMemory<byte> data;
    private readonly string name;
    private readonly int firstStep;

    /// <param name="data">The whole shard.</param>
    /// <param name="name">What messages call it.</param>
    public ShardReader(ReadOnlyMemory<byte> data, string name)
    {
        this.data = data;
        this.name = name;
        int at = 0;
        Header = Block(ref at, StepCodec.ReadHeader);
        firstStep = at;
    }

    public ShardHeader Header { get; }

    /// <summary>Opens a file.</summary>
    public static ShardReader Open(string path, string? name = null)
    {
        name ??= path;
        var file = new FileInfo(path);
        if (!file.Exists)
            throw StageException.Corrupt(name, "the shard is missing");
        if (file.Length > MaximumBytes)
            throw StageException.Corrupt(name, $"a shard of {file.Length} bytes is larger than the {MaximumBytes} that are read");
        return new ShardReader(File.ReadAllBytes(path), name);
    }

    /// <summary>The steps in order. The last one is given out only after the end block has been seen.</summary>
    /// <exception cref="StageException">65, also in the middle of the enumeration.</exception>
    public IEnumerable<StepRecord> ReadSteps()
    {
        int at = firstStep, count = 0;
        StepRecord? held = null;
        while (true)
        {
            int start = at;
            var (step, end) = Block(ref at, ReadStepOrEnd);
            if (step is null)
            {
                if (end != count)
                    throw StageException.Corrupt(name, $"the shard ends after {count} steps but counts {end}", start);
                if (at != data.Length)
                    throw StageException.Corrupt(name, $"{data.Length - at} bytes follow the end", at);
                if (held is not null)
                    yield return held;
                yield break;
            }

            if (StepChecks.Problem(step, held) is { } problem)
                throw StageException.Corrupt(name, $"step {count}: {problem}", start);
            count++;
            if (held is not null)
                yield return held;
            held = step;
        }
    }

    public void Dispose()
    {
        // Nothing is held open; disposable so that a memory-mapped reader can take its place.
    }

    private delegate T Decode<T>(ref MessagePackReader reader);

    private T Block<T>(ref int at, Decode<T> decode)
    {
        int start = at;
        try
        {
            var outer = new MessagePackReader(data[start..]);
            if (outer.ReadArrayHeader() != 2)
                throw new MessagePackSerializationException("a block is [checksum, payload]");
            ulong checksum = outer.ReadUInt64();
            var payload = outer.ReadBytes() ?? throw new MessagePackSerializationException("a block has no payload");
            var bytes = payload.IsSingleSegment ? payload.First : payload.ToArray();
            if (Crc64.HashToUInt64(bytes.Span) != checksum)
                throw new MessagePackSerializationException("the checksum is wrong");
            var inner = new MessagePackReader(bytes);
            T value = decode(ref inner);
            if (!inner.End)
                throw new MessagePackSerializationException("a record is longer than its fields");
            at = start + checked((int)outer.Consumed);
            return value;
        }
        catch (Exception e) when (e is MessagePackSerializationException or EndOfStreamException or OverflowException)
        {
            throw StageException.Corrupt(name, start >= data.Length ? "the shard is truncated: its end is missing" : e.Message, start);
        }
    }

    private static (StepRecord? Step, int End) ReadStepOrEnd(ref MessagePackReader reader) =>
        reader.NextMessagePackType == MessagePackType.Integer ? (null, reader.ReadInt32()) : (StepCodec.ReadStep(ref reader), 0);
}
