using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace MessagePack;

/// <summary>Reads MessagePack. A wrong kind of value is a <see cref="MessagePackSerializationException"/>, an integer too large for the
/// type asked for an <see cref="OverflowException"/>, missing bytes an <see cref="EndOfStreamException"/>. A count that the remaining
/// bytes cannot hold is an <see cref="EndOfStreamException"/> at once, so that nothing is allocated for it.</summary>
public ref struct MessagePackReader
{
    private readonly ReadOnlySequence<byte> sequence;
    private readonly ReadOnlySpan<byte> bytes;
    private int position;

    public MessagePackReader(ReadOnlyMemory<byte> memory)
    {
        sequence = new ReadOnlySequence<byte>(memory);
        bytes = memory.Span;
    }

    /// <summary>Several segments are joined by a copy.</summary>
    public MessagePackReader(scoped in ReadOnlySequence<byte> readOnlySequence)
    {
        sequence = readOnlySequence;
        bytes = readOnlySequence.IsSingleSegment ? readOnlySequence.FirstSpan : readOnlySequence.ToArray();
    }

    public CancellationToken CancellationToken { get; set; }

    /// <summary>How many values enclose the next one, counted by <see cref="MessagePackSecurity.DepthStep"/>.</summary>
    public int Depth { get; set; }

    public readonly ReadOnlySequence<byte> Sequence => sequence;

    public readonly SequencePosition Position => sequence.GetPosition(position);

    /// <summary>Bytes read so far.</summary>
    public readonly long Consumed => position;

    public readonly bool End => position >= bytes.Length;

    public readonly bool IsNil => NextCode == MessagePackCode.Nil;

    /// <summary>First byte of the next value.</summary>
    public readonly byte NextCode => position < bytes.Length ? bytes[position] : throw Truncated();

    public readonly MessagePackType NextMessagePackType => MessagePackCode.ToMessagePackType(NextCode);

    /// <summary>A reader at the same place; reading from it does not move this one.</summary>
    public readonly MessagePackReader CreatePeekReader() => this;

    public Nil ReadNil()
    {
        byte code = Next();
        if (code != MessagePackCode.Nil) throw Unexpected(code);
        return Nil.Default;
    }

    public bool TryReadNil()
    {
        if (NextCode != MessagePackCode.Nil) return false;
        position++;
        return true;
    }

    public bool ReadBoolean()
    {
        byte code = Next();
        return code switch
        {
            MessagePackCode.True => true,
            MessagePackCode.False => false,
            _ => throw Unexpected(code),
        };
    }

    public int ReadArrayHeader()
    {
        byte code = Next();
        uint count = code switch
        {
            >= MessagePackCode.MinFixArray and <= MessagePackCode.MaxFixArray => (uint)code & 15,
            MessagePackCode.Array16 => Field16(),
            MessagePackCode.Array32 => Field32(),
            _ => throw Unexpected(code),
        };
        if (count > bytes.Length - position) throw Truncated(); // an element takes a byte at least
        return (int)count;
    }

    public int ReadMapHeader()
    {
        byte code = Next();
        uint count = code switch
        {
            >= MessagePackCode.MinFixMap and <= MessagePackCode.MaxFixMap => (uint)code & 15,
            MessagePackCode.Map16 => Field16(),
            MessagePackCode.Map32 => Field32(),
            _ => throw Unexpected(code),
        };
        if (count * 2L > bytes.Length - position) throw Truncated();
        return (int)count;
    }

    public byte ReadByte() => checked((byte)ReadUInt64());

    public ushort ReadUInt16() => checked((ushort)ReadUInt64());

    public uint ReadUInt32() => checked((uint)ReadUInt64());

    public sbyte ReadSByte() => checked((sbyte)ReadInt64());

    public short ReadInt16() => checked((short)ReadInt64());

    public int ReadInt32()
    {
        if (position < bytes.Length && bytes[position] <= MessagePackCode.MaxFixInt) return bytes[position++];
        return checked((int)ReadInt64());
    }

    public char ReadChar() => (char)ReadUInt16();

    public ulong ReadUInt64()
    {
        byte code = Next();
        return code switch
        {
            <= MessagePackCode.MaxFixInt => code,
            MessagePackCode.UInt8 => Next(),
            MessagePackCode.UInt16 => Field16(),
            MessagePackCode.UInt32 => Field32(),
            MessagePackCode.UInt64 => Field64(),
            MessagePackCode.Int8 => checked((ulong)(sbyte)Next()),
            MessagePackCode.Int16 => checked((ulong)(short)Field16()),
            MessagePackCode.Int32 => checked((ulong)(int)Field32()),
            MessagePackCode.Int64 => checked((ulong)(long)Field64()),
            >= MessagePackCode.MinNegativeFixInt => checked((ulong)(sbyte)code),
            _ => throw Unexpected(code),
        };
    }

    public long ReadInt64()
    {
        byte code = Next();
        return code switch
        {
            <= MessagePackCode.MaxFixInt => code,
            MessagePackCode.UInt8 => Next(),
            MessagePackCode.UInt16 => Field16(),
            MessagePackCode.UInt32 => Field32(),
            MessagePackCode.UInt64 => checked((long)Field64()),
            MessagePackCode.Int8 => (sbyte)Next(),
            MessagePackCode.Int16 => (short)Field16(),
            MessagePackCode.Int32 => (int)Field32(),
            MessagePackCode.Int64 => (long)Field64(),
            >= MessagePackCode.MinNegativeFixInt => (sbyte)code,
            _ => throw Unexpected(code),
        };
    }

    public float ReadSingle() => NextCode switch
    {
        MessagePackCode.Float32 => ReadFloat32(),
        _ => (float)ReadDouble(),
    };

    public double ReadDouble()
    {
        byte code = NextCode;
        switch (code)
        {
            case MessagePackCode.Float32:
                return ReadFloat32();
            case MessagePackCode.Float64:
                position++;
                return BitConverter.UInt64BitsToDouble(Field64());
            case MessagePackCode.UInt64:
                return ReadUInt64();
            default:
                return ReadInt64();
        }
    }

    /// <summary>Null for nil. Bytes that are no UTF-8 become U+FFFD.</summary>
    public string? ReadString()
    {
        if (TryReadNil()) return null;
        int length = ReadStringHeader();
        return Encoding.UTF8.GetString(Take(length));
    }

    /// <summary>The string's UTF-8 bytes; null for nil.</summary>
    public ReadOnlySequence<byte>? ReadStringSequence()
    {
        if (TryReadNil()) return null;
        return TakeSequence(ReadStringHeader());
    }

    /// <summary>The string's UTF-8 bytes, if the next value is a string.</summary>
    public bool TryReadStringSpan(out ReadOnlySpan<byte> span)
    {
        span = default;
        if (IsNil) return false;
        span = Take(ReadStringHeader());
        return true;
    }

    /// <summary>A binary value without a copy; null for nil. A string's bytes are taken too, as old encoders wrote binary so.</summary>
    public ReadOnlySequence<byte>? ReadBytes()
    {
        if (TryReadNil()) return null;
        if (NextMessagePackType == MessagePackType.String) return TakeSequence(ReadStringHeader());
        byte code = Next();
        uint length = code switch
        {
            MessagePackCode.Bin8 => Next(),
            MessagePackCode.Bin16 => Field16(),
            MessagePackCode.Bin32 => Field32(),
            _ => throw Unexpected(code),
        };
        return TakeSequence(Checked(length));
    }

    public ReadOnlySequence<byte> ReadRaw(long length) =>
        length < 0 || length > bytes.Length - position ? throw Truncated() : TakeSequence((int)length);

    /// <summary>The bytes of the next value, whatever it is.</summary>
    public ReadOnlySequence<byte> ReadRaw()
    {
        int start = position;
        Skip();
        return sequence.Slice(start, position - start);
    }

    public ExtensionHeader ReadExtensionFormatHeader()
    {
        byte code = Next();
        uint length = code switch
        {
            MessagePackCode.FixExt1 => 1,
            MessagePackCode.FixExt2 => 2,
            MessagePackCode.FixExt4 => 4,
            MessagePackCode.FixExt8 => 8,
            MessagePackCode.FixExt16 => 16,
            MessagePackCode.Ext8 => Next(),
            MessagePackCode.Ext16 => Field16(),
            MessagePackCode.Ext32 => Field32(),
            _ => throw Unexpected(code),
        };
        sbyte type = (sbyte)Next();
        return new ExtensionHeader(type, (uint)Checked(length));
    }

    public ExtensionResult ReadExtensionFormat()
    {
        ExtensionHeader header = ReadExtensionFormatHeader();
        return new ExtensionResult(header.TypeCode, TakeSequence((int)header.Length));
    }

    /// <summary>A timestamp extension, as UTC.</summary>
    public DateTime ReadDateTime()
    {
        ExtensionHeader header = ReadExtensionFormatHeader();
        if (header.TypeCode != -1) throw new MessagePackSerializationException($"Extension TypeCode is invalid. typeCode: {header.TypeCode}");
        ReadOnlySpan<byte> data = Take((int)header.Length);
        (long seconds, uint nanoseconds) = data.Length switch
        {
            4 => (BinaryPrimitives.ReadUInt32BigEndian(data), 0u),
            8 => Split(BinaryPrimitives.ReadUInt64BigEndian(data)),
            12 => (BinaryPrimitives.ReadInt64BigEndian(data[4..]), BinaryPrimitives.ReadUInt32BigEndian(data)),
            _ => throw new MessagePackSerializationException($"Length of extension was {data.Length}. Either 4, 8 or 12 were expected."),
        };
        const long First = -62135596800; // 0001-01-01
        const long Last = 253402300799; // 9999-12-31T23:59:59
        if (seconds is < First or > Last || nanoseconds > 999_999_999) throw new MessagePackSerializationException("The timestamp lies outside the years 1 to 9999.");
        return DateTime.UnixEpoch.AddTicks((seconds * TimeSpan.TicksPerSecond) + (nanoseconds / 100));

        static (long Seconds, uint Nanoseconds) Split(ulong value) => ((long)(value & ((1UL << 34) - 1)), (uint)(value >> 34));
    }

    /// <summary>Passes over the next value with everything in it. Not recursive: depth costs nothing.</summary>
    public void Skip()
    {
        for (long values = 1; values > 0; values--)
        {
            byte code = Next();
            switch (code)
            {
                case <= MessagePackCode.MaxFixInt or >= MessagePackCode.MinNegativeFixInt:
                case MessagePackCode.Nil or MessagePackCode.False or MessagePackCode.True:
                    break;
                case MessagePackCode.NeverUsed:
                    throw Unexpected(code);
                case MessagePackCode.UInt8 or MessagePackCode.Int8:
                    Take(1);
                    break;
                case MessagePackCode.UInt16 or MessagePackCode.Int16:
                    Take(2);
                    break;
                case MessagePackCode.UInt32 or MessagePackCode.Int32 or MessagePackCode.Float32:
                    Take(4);
                    break;
                case MessagePackCode.UInt64 or MessagePackCode.Int64 or MessagePackCode.Float64:
                    Take(8);
                    break;
                default:
                    position--;
                    values += SkipCounted(code);
                    break;
            }
        }
    }

    /// <summary>Passes over a value that has a length, or over the header of a collection; returns how many values follow in it.</summary>
    private long SkipCounted(byte code)
    {
        switch (MessagePackCode.ToMessagePackType(code))
        {
            case MessagePackType.Array:
                return ReadArrayHeader();
            case MessagePackType.Map:
                return 2L * ReadMapHeader();
            case MessagePackType.Extension:
                Take((int)ReadExtensionFormatHeader().Length);
                return 0;
            default:
                ReadBytes();
                return 0;
        }
    }

    private int ReadStringHeader()
    {
        byte code = Next();
        uint length = code switch
        {
            >= MessagePackCode.MinFixStr and <= MessagePackCode.MaxFixStr => (uint)code & 31,
            MessagePackCode.Str8 => Next(),
            MessagePackCode.Str16 => Field16(),
            MessagePackCode.Str32 => Field32(),
            _ => throw Unexpected(code),
        };
        return Checked(length);
    }

    private float ReadFloat32()
    {
        position++;
        return BitConverter.UInt32BitsToSingle(Field32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte Next()
    {
        if (position >= bytes.Length) throw Truncated();
        return bytes[position++];
    }

    private ushort Field16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    private uint Field32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    private ulong Field64() => BinaryPrimitives.ReadUInt64BigEndian(Take(8));

    private readonly int Checked(uint length) => length > bytes.Length - position ? throw Truncated() : (int)length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > bytes.Length - position) throw Truncated();
        ReadOnlySpan<byte> taken = bytes.Slice(position, length);
        position += length;
        return taken;
    }

    private ReadOnlySequence<byte> TakeSequence(int length)
    {
        int start = position;
        Take(length);
        return sequence.Slice(start, length);
    }

    private static EndOfStreamException Truncated() => new("The msgpack data ends before the value does.");

    private static MessagePackSerializationException Unexpected(byte code) =>
        new($"Unexpected msgpack code {code} ({MessagePackCode.ToFormatName(code)}) encountered.");
}
