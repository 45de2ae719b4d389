using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Code = MessagePack.MessagePackCode;

namespace MessagePack;

/// <summary>Reads MessagePack values. Never allocates more than the remaining bytes could hold.</summary>
public ref struct MessagePackReader
{
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    private readonly ReadOnlySequence<byte> sequence;
    private readonly ReadOnlySpan<byte> span;
    private int at;

    public MessagePackReader(ReadOnlyMemory<byte> memory)
        : this(new ReadOnlySequence<byte>(memory))
    {
    }

    public MessagePackReader(scoped in ReadOnlySequence<byte> readOnlySequence)
    {
        sequence = readOnlySequence.IsSingleSegment ? readOnlySequence : new ReadOnlySequence<byte>(readOnlySequence.ToArray());
        span = sequence.FirstSpan;
    }

    /// <summary>Nesting depth, kept by formatters.</summary>
    public int Depth { get; set; }

    public readonly bool End => at >= span.Length;

    /// <summary>Bytes read so far.</summary>
    public readonly long Consumed => at;

    public readonly ReadOnlySequence<byte> Sequence => sequence;

    public readonly byte NextCode => at < span.Length ? span[at] : throw Truncated();

    public readonly MessagePackType NextMessagePackType => Code.ToMessagePackType(NextCode);

    public readonly MessagePackReader CreatePeekReader() => this;

    public bool TryReadNil()
    {
        if (NextCode != Code.Nil)
            return false;
        at++;
        return true;
    }

    public void ReadNil()
    {
        if (!TryReadNil())
            throw Unexpected("nil");
    }

    public bool ReadBoolean()
    {
        bool value = NextCode switch { Code.True => true, Code.False => false, _ => throw Unexpected("a boolean") };
        at++;
        return value;
    }

    public int ReadArrayHeader() => Header(Code.MinFixArray, Code.Array16, Code.Array32, "an array", bytesPerItem: 1);

    public int ReadMapHeader() => Header(Code.MinFixMap, Code.Map16, Code.Map32, "a map", bytesPerItem: 2);

    public byte ReadByte() => checked((byte)Unsigned(byte.MaxValue));

    public ushort ReadUInt16() => checked((ushort)Unsigned(ushort.MaxValue));

    public uint ReadUInt32() => checked((uint)Unsigned(uint.MaxValue));

    public ulong ReadUInt64() => Unsigned(ulong.MaxValue);

    public short ReadInt16() => (short)Signed(short.MinValue, short.MaxValue);

    public int ReadInt32() => (int)Signed(int.MinValue, int.MaxValue);

    public long ReadInt64() => Signed(long.MinValue, long.MaxValue);

    public float ReadSingle() => NextCode switch
    {
        Code.Float32 => BitConverter.UInt32BitsToSingle(BinaryPrimitives.ReadUInt32BigEndian(Take(5)[1..])),
        Code.Float64 => (float)ReadDouble(),
        _ when NextMessagePackType == MessagePackType.Integer => ReadInteger(),
        _ => throw Unexpected("a float"),
    };

    public double ReadDouble() => NextCode switch
    {
        Code.Float64 => BitConverter.UInt64BitsToDouble(BinaryPrimitives.ReadUInt64BigEndian(Take(9)[1..])),
        Code.Float32 => ReadSingle(),
        _ when NextMessagePackType == MessagePackType.Integer => ReadInteger(),
        _ => throw Unexpected("a float"),
    };

    public string? ReadString()
    {
        if (TryReadNil())
            return null;
        int length = NextCode switch
        {
            >= Code.MinFixStr and <= Code.MaxFixStr => Take(1)[0] & 0x1f,
            Code.Str8 => Take(2)[1],
            Code.Str16 => BinaryPrimitives.ReadUInt16BigEndian(Take(3)[1..]),
            Code.Str32 => Length32(),
            _ => throw Unexpected("a string"),
        };
        int start = at;
        try
        {
            return Utf8.GetString(Take(length));
        }
        catch (ArgumentException e)
        {
            throw new MessagePackSerializationException($"a string at offset {start} is not UTF-8", e);
        }
    }

    /// <summary>A bin value, or null for nil. The bytes are a view of the input.</summary>
    public ReadOnlySequence<byte>? ReadBytes()
    {
        if (TryReadNil())
            return null;
        int length = NextCode switch
        {
            Code.Bin8 => Take(2)[1],
            Code.Bin16 => BinaryPrimitives.ReadUInt16BigEndian(Take(3)[1..]),
            Code.Bin32 => Length32(),
            _ => throw Unexpected("binary"),
        };
        int start = at;
        Take(length);
        return sequence.Slice(start, length);
    }

    /// <summary>Passes over one value with everything inside, without recursion.</summary>
    public void Skip()
    {
        long open = 1;
        while (open-- > 0)
        {
            switch (NextMessagePackType)
            {
                case MessagePackType.Integer: SkipInteger(); break;
                case MessagePackType.Nil or MessagePackType.Boolean: at++; break;
                case MessagePackType.Float: Take(NextCode == Code.Float32 ? 5 : 9); break;
                case MessagePackType.String: SkipString(); break;
                case MessagePackType.Binary: ReadBytes(); break;
                case MessagePackType.Array: open += ReadArrayHeader(); break;
                case MessagePackType.Map: open += 2L * ReadMapHeader(); break;
                case MessagePackType.Extension: SkipExtension(); break;
                default: throw Unexpected("a value");
            }
        }
    }

    private void SkipInteger()
    {
        byte code = NextCode;
        Take(code switch
        {
            Code.UInt8 or Code.Int8 => 2,
            Code.UInt16 or Code.Int16 => 3,
            Code.UInt32 or Code.Int32 => 5,
            Code.UInt64 or Code.Int64 => 9,
            _ => 1,
        });
    }

    private void SkipString()
    {
        byte code = NextCode;
        int length = code switch
        {
            Code.Str8 => Take(2)[1],
            Code.Str16 => BinaryPrimitives.ReadUInt16BigEndian(Take(3)[1..]),
            Code.Str32 => Length32(),
            _ => Take(1)[0] & 0x1f,
        };
        Take(length);
    }

    private void SkipExtension()
    {
        byte code = NextCode;
        if (code is >= Code.FixExt1 and <= Code.FixExt16)
        {
            Take(2 + (1 << (code - Code.FixExt1)));
            return;
        }

        int length = code switch
        {
            Code.Ext8 => Take(2)[1],
            Code.Ext16 => BinaryPrimitives.ReadUInt16BigEndian(Take(3)[1..]),
            _ => Length32(),
        };
        Take(1);
        Take(length);
    }

    private int Header(byte fix, byte code16, byte code32, string what, int bytesPerItem)
    {
        int start = at;
        byte code = NextCode;
        long count = code == code16 ? BinaryPrimitives.ReadUInt16BigEndian(Take(3)[1..])
            : code == code32 ? BinaryPrimitives.ReadUInt32BigEndian(Take(5)[1..])
            : (code & 0xf0) == fix ? Take(1)[0] & 0x0f
            : throw Unexpected(what);
        // Each item is at least one byte: a header that promises more than what is left is a lie, found before anything is allocated.
        if (count * bytesPerItem > span.Length - at)
            throw new EndOfStreamException($"{what} at offset {start} promises {count} items, but only {span.Length - at} bytes are left");
        return (int)count;
    }

    private int Length32()
    {
        uint length = BinaryPrimitives.ReadUInt32BigEndian(Take(5)[1..]);
        return length <= (uint)(span.Length - at) ? (int)length : throw Truncated();
    }

    private float ReadInteger() => NextCode == Code.UInt64 ? ReadUInt64() : ReadInt64();

    private ulong Unsigned(ulong maximum)
    {
        int start = at;
        ulong value;
        if (NextCode == Code.UInt64)
        {
            value = BinaryPrimitives.ReadUInt64BigEndian(Take(9)[1..]);
        }
        else
        {
            long signed = Signed(long.MinValue, long.MaxValue);
            value = signed >= 0 ? (ulong)signed : throw OutOfRange(start);
        }

        return value <= maximum ? value : throw OutOfRange(start);
    }

    private long Signed(long minimum, long maximum)
    {
        int start = at;
        byte code = NextCode;
        long value = code switch
        {
            < Code.MinFixMap => Take(1)[0],
            >= Code.MinNegativeFixInt => (sbyte)Take(1)[0],
            Code.UInt8 => Take(2)[1],
            Code.UInt16 => BinaryPrimitives.ReadUInt16BigEndian(Take(3)[1..]),
            Code.UInt32 => BinaryPrimitives.ReadUInt32BigEndian(Take(5)[1..]),
            Code.UInt64 => (long)Math.Min(BinaryPrimitives.ReadUInt64BigEndian(Take(9)[1..]), (ulong)long.MaxValue + 1) is var v and >= 0 ? v : throw OutOfRange(start),
            Code.Int8 => (sbyte)Take(2)[1],
            Code.Int16 => BinaryPrimitives.ReadInt16BigEndian(Take(3)[1..]),
            Code.Int32 => BinaryPrimitives.ReadInt32BigEndian(Take(5)[1..]),
            Code.Int64 => BinaryPrimitives.ReadInt64BigEndian(Take(9)[1..]),
            _ => throw Unexpected("an integer"),
        };
        return value >= minimum && value <= maximum ? value : throw OutOfRange(start);
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > span.Length - at)
            throw Truncated();
        var taken = span.Slice(at, count);
        at += count;
        return taken;
    }

    private readonly EndOfStreamException Truncated() => new($"the data ends inside a value at offset {at}");

    private static MessagePackSerializationException OutOfRange(int start) => new($"the integer at offset {start} does not fit");

    private readonly MessagePackSerializationException Unexpected(string wanted) =>
        new($"expected {wanted} at offset {at}, found {Code.ToMessagePackType(span[at])} (0x{span[at]:x2})");
}
