using System.IO.Hashing;
using MessagePack;
using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Trajectories;

/// <summary>Reads a shard (docs/shards.md) from bytes that nobody vouches for: every record's checksum, types and rules are checked,
/// nothing is allocated that the bytes do not pay for. Whatever is wrong is a <see cref="StageException"/> with exit code 65 that names
/// the object and the byte offset of the record, or of the value where it is known.</summary>
public sealed class ShardReader : IDisposable
{
    private readonly string source;
    private readonly ShardLimits limits;
    private readonly MessagePackSerializerOptions options;
    private readonly int firstStep;
    private ReadOnlyMemory<byte> shard;

    /// <summary>Reads and checks the header.</summary>
    /// <param name="shard">The whole shard; must not change while it is read.</param>
    /// <param name="source">Names the object in messages, for example <c>trajectories/0007/worker-003/shard-000.msgpack</c>.</param>
    /// <param name="limits">Null: <see cref="ShardLimits.Default"/>.</param>
    public ShardReader(ReadOnlyMemory<byte> shard, string source, ShardLimits? limits = null)
    {
        this.shard = shard;
        this.source = source;
        this.limits = limits ?? ShardLimits.Default;
        options = ShardFormat.WithDepth(this.limits.Depth);
        if (shard.Length > this.limits.Bytes) throw TooLarge(source, shard.Length, this.limits);

        var checksum = new Crc64();
        Record record = ReadEnvelope(0, checksum, "header");
        if (record.Kind != ShardFormat.Header) throw StageException.Corrupt(source, $"begins with a record of kind {record.Kind}, expected the header (kind 0)", 0);
        CheckSchema(record);
        Header = ReadBody<ShardHeader>(record, "header");
        if (ShardRules.Check(Header) is { } problem) throw StageException.Corrupt(source, problem, record.Start);
        firstStep = record.End;
    }

    public ShardHeader Header { get; }

    /// <summary>Reads a file into memory, then its header.</summary>
    /// <param name="path">The shard's file.</param>
    /// <param name="source">Names the object in messages; null: <paramref name="path"/>.</param>
    /// <param name="limits">Null: <see cref="ShardLimits.Default"/>.</param>
    /// <exception cref="StageException">65: no such file, too large, or damaged.</exception>
    public static ShardReader Open(string path, string? source = null, ShardLimits? limits = null)
    {
        source ??= path;
        var file = new FileInfo(path);
        if (!file.Exists) throw StageException.Corrupt(source, "does not exist");
        if (file.Length > (limits ?? ShardLimits.Default).Bytes) throw TooLarge(source, file.Length, limits ?? ShardLimits.Default);
        return new ShardReader(File.ReadAllBytes(path), source, limits);
    }

    /// <summary>Reads the steps one by one, then checks the end record; can be called again. A caller that stops early has not seen
    /// whether the rest is sound.</summary>
    public IEnumerable<StepRecord> ReadSteps()
    {
        var checksum = new Crc64();
        checksum.Append(shard.Span[..(firstStep - ShardFormat.ChecksumBytes)]);
        StepRecord? last = null;
        int offset = firstStep;
        for (int count = 0; ; count++)
        {
            string name = $"record of step {count}";
            if (offset == shard.Length) throw StageException.Corrupt(source, $"is cut off: it ends after {count} steps without an end record", offset);
            Record record = ReadEnvelope(offset, checksum, name);
            offset = record.End;
            if (record.Kind == ShardFormat.End)
            {
                CheckEnd(record, count, last);
                yield break;
            }

            if (record.Kind != ShardFormat.Step) throw StageException.Corrupt(source, $"{name}: the record's kind is {record.Kind}, expected a step (1) or the end (2)", record.Start);
            if (count >= limits.Steps) throw StageException.Corrupt(source, $"has more than {limits.Steps} steps", record.Start);
            StepRecord step = ReadBody<StepRecord>(record, name);
            string? problem = ShardRules.Check(step, limits) ?? ShardRules.CheckOrder(last, step);
            if (problem is not null) throw StageException.Corrupt(source, $"{name}: {problem}", record.Start);
            last = step;
            yield return step;
        }
    }

    /// <summary>Lets go of the bytes.</summary>
    public void Dispose() => shard = default;

    /// <summary>Finds the next record's parts and verifies its checksum; the body is only passed over.</summary>
    private Record ReadEnvelope(int start, Crc64 checksum, string name)
    {
        var reader = new MessagePackReader(shard[start..]);
        try
        {
            int length = reader.ReadArrayHeader();
            if (length != ShardFormat.EnvelopeLength) throw Damaged($"is an array of {length}, expected {ShardFormat.EnvelopeLength}", start);
            int kind = reader.ReadInt32();
            int body = start + (int)reader.Consumed;
            reader.Skip();
            int bodyEnd = start + (int)reader.Consumed;
            if (bodyEnd - body > limits.RecordBytes) throw Damaged($"has {bodyEnd - body} bytes, more than {limits.RecordBytes}", start);
            if (reader.NextCode != MessagePackCode.UInt64) throw Damaged("has no checksum", bodyEnd);
            ulong stored = reader.ReadUInt64();
            checksum.Append(shard.Span[start..bodyEnd]);
            ulong computed = checksum.GetCurrentHashAsUInt64();
            if (stored != computed) throw Damaged($"the checksum is {stored:x16}, the bytes have {computed:x16}", start);
            return new Record(kind, start, body, bodyEnd, start + (int)reader.Consumed);
        }
        catch (EndOfStreamException)
        {
            throw Damaged("is cut off or damaged: the shard ends before the record does", start + reader.Consumed);
        }
        // MessagePack's package says ArgumentOutOfRange of a length that no buffer could have.
        catch (Exception e) when (e is MessagePackSerializationException or OverflowException or ArgumentOutOfRangeException)
        {
            throw Damaged(e.Message, start + reader.Consumed);
        }

        StageException Damaged(string what, long offset) => StageException.Corrupt(source, $"{name}: {what}", offset);
    }

    private T ReadBody<T>(Record record, string name)
    {
        var reader = new MessagePackReader(shard[record.Body..record.BodyEnd]);
        try
        {
            return MessagePackSerializer.Deserialize<T>(ref reader, options);
        }
        catch (MessagePackSerializationException e)
        {
            throw StageException.Corrupt(source, $"{name}: {(e.InnerException ?? e).Message}", record.Body + reader.Consumed);
        }
    }

    /// <summary>Another schema may have another layout: its number is looked at before anything else of the body.</summary>
    private void CheckSchema(Record record)
    {
        var reader = new MessagePackReader(shard[record.Body..record.BodyEnd]);
        try
        {
            long schema = reader.ReadArrayHeader() > 0 ? reader.ReadInt64() : 0;
            if (schema != ShardHeader.CurrentSchema) throw StageException.Corrupt(source, ShardRules.UnknownSchema(schema), record.Body);
        }
        catch (Exception e) when (e is MessagePackSerializationException or OverflowException or EndOfStreamException or ArgumentOutOfRangeException)
        {
            throw StageException.Corrupt(source, $"header: {e.Message}", record.Body);
        }
    }

    private void CheckEnd(Record record, int count, StepRecord? last)
    {
        ShardEnd? end = ReadBody<ShardEnd?>(record, "end record");
        if (end is null || end.Steps != count) throw StageException.Corrupt(source, $"the end record counts {end?.Steps ?? -1} steps, the shard has {count}", record.Start);
        if (ShardRules.CheckEnd(last) is { } problem) throw StageException.Corrupt(source, problem, record.Start);
        if (record.End != shard.Length) throw StageException.Corrupt(source, $"{shard.Length - record.End} bytes follow the end record", record.End);
    }

    private static StageException TooLarge(string source, long length, ShardLimits limits) =>
        StageException.Corrupt(source, $"has {length} bytes, more than the {limits.Bytes} that a shard may have");

    /// <summary>Byte offsets in the shard: start of the record, of its body, end of the body, end of the record.</summary>
    private readonly record struct Record(int Kind, int Start, int Body, int BodyEnd, int End);
}
