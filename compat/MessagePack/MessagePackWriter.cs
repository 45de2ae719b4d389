using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace MessagePack;

/// <summary>Writes MessagePack to a buffer writer, each value in its smallest format. Call <see cref="Flush"/> at the end.</summary>
public ref struct MessagePackWriter
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly IBufferWriter<byte> output;
    private Span<byte> span;
    private int used;

    public MessagePackWriter(IBufferWriter<byte> writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        output = writer;
        span = default;
        used = 0;
    }

    public CancellationToken CancellationToken { get; set; }

    /// <summary>Hands what was written to the buffer writer.</summary>
    public void Flush()
    {
        if (used > 0) output.Advance(used);
        span = default;
        used = 0;
    }

    /// <summary>At least <paramref name="length"/> bytes to write to; <see cref="Advance"/> takes them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> GetSpan(int length)
    {
        if (span.Length - used < length) Grow(length);
        return span[used..];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(int length) => used += length;

    /// <summary>Bytes that already are MessagePack.</summary>
    public void WriteRaw(ReadOnlySpan<byte> rawMessagePackBlock)
    {
        rawMessagePackBlock.CopyTo(GetSpan(rawMessagePackBlock.Length));
        used += rawMessagePackBlock.Length;
    }

    public void WriteRaw(in ReadOnlySequence<byte> rawMessagePackBlock)
    {
        foreach (ReadOnlyMemory<byte> segment in rawMessagePackBlock) WriteRaw(segment.Span);
    }

    public void WriteArrayHeader(int count) => WriteArrayHeader(checked((uint)count));

    public void WriteArrayHeader(uint count) => WriteHeader(count, MessagePackCode.MinFixArray, 15, 0, MessagePackCode.Array16, MessagePackCode.Array32);

    public void WriteMapHeader(int count) => WriteMapHeader(checked((uint)count));

    public void WriteMapHeader(uint count) => WriteHeader(count, MessagePackCode.MinFixMap, 15, 0, MessagePackCode.Map16, MessagePackCode.Map32);

    public void WriteNil() => WriteCode(MessagePackCode.Nil);

    public void Write(bool value) => WriteCode(value ? MessagePackCode.True : MessagePackCode.False);

    public void Write(byte value) => Write((uint)value);

    public void Write(ushort value) => Write((uint)value);

    public void Write(char value) => Write((uint)value);

    public void Write(uint value)
    {
        if (value <= MessagePackCode.MaxFixInt) WriteCode((byte)value);
        else if (value <= byte.MaxValue) WriteUInt8((byte)value);
        else if (value <= ushort.MaxValue) WriteUInt16((ushort)value);
        else WriteUInt32(value);
    }

    public void Write(ulong value)
    {
        if (value <= uint.MaxValue) Write((uint)value);
        else WriteUInt64(value);
    }

    public void Write(sbyte value) => Write((int)value);

    public void Write(short value) => Write((int)value);

    public void Write(int value)
    {
        if (value >= 0) Write((uint)value);
        else if (value >= -32) WriteCode(unchecked((byte)value));
        else if (value >= sbyte.MinValue) WriteInt8((sbyte)value);
        else if (value >= short.MinValue) WriteInt16((short)value);
        else WriteInt32(value);
    }

    public void Write(long value)
    {
        if (value >= 0) Write((ulong)value);
        else if (value >= int.MinValue) Write((int)value);
        else WriteInt64(value);
    }

    /// <summary>Always the format uint 8.</summary>
    public void WriteUInt8(byte value)
    {
        Span<byte> to = Start(MessagePackCode.UInt8, sizeof(byte));
        to[0] = value;
    }

    /// <summary>Always the format uint 16.</summary>
    public void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Start(MessagePackCode.UInt16, sizeof(ushort)), value);

    /// <summary>Always the format uint 32.</summary>
    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Start(MessagePackCode.UInt32, sizeof(uint)), value);

    /// <summary>Always the format uint 64.</summary>
    public void WriteUInt64(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Start(MessagePackCode.UInt64, sizeof(ulong)), value);

    /// <summary>Always the format int 8.</summary>
    public void WriteInt8(sbyte value)
    {
        Span<byte> to = Start(MessagePackCode.Int8, sizeof(sbyte));
        to[0] = unchecked((byte)value);
    }

    /// <summary>Always the format int 16.</summary>
    public void WriteInt16(short value) => BinaryPrimitives.WriteInt16BigEndian(Start(MessagePackCode.Int16, sizeof(short)), value);

    /// <summary>Always the format int 32.</summary>
    public void WriteInt32(int value) => BinaryPrimitives.WriteInt32BigEndian(Start(MessagePackCode.Int32, sizeof(int)), value);

    /// <summary>Always the format int 64.</summary>
    public void WriteInt64(long value) => BinaryPrimitives.WriteInt64BigEndian(Start(MessagePackCode.Int64, sizeof(long)), value);

    public void Write(float value) => BinaryPrimitives.WriteSingleBigEndian(Start(MessagePackCode.Float32, sizeof(float)), value);

    public void Write(double value) => BinaryPrimitives.WriteDoubleBigEndian(Start(MessagePackCode.Float64, sizeof(double)), value);

    /// <summary>Binary; null is nil.</summary>
    public void Write(byte[]? src)
    {
        if (src is null) WriteNil();
        else Write(src.AsSpan());
    }

    public void Write(ReadOnlySpan<byte> src)
    {
        WriteBinHeader(src.Length);
        WriteRaw(src);
    }

    public void Write(in ReadOnlySequence<byte> src)
    {
        WriteBinHeader(checked((int)src.Length));
        WriteRaw(src);
    }

    public void WriteBinHeader(int length) =>
        WriteHeader(checked((uint)length), 0, -1, MessagePackCode.Bin8, MessagePackCode.Bin16, MessagePackCode.Bin32);

    /// <summary>A string from its UTF-8 bytes.</summary>
    public void WriteString(ReadOnlySpan<byte> utf8stringBytes)
    {
        WriteStringHeader(utf8stringBytes.Length);
        WriteRaw(utf8stringBytes);
    }

    public void WriteString(in ReadOnlySequence<byte> utf8stringBytes)
    {
        WriteStringHeader(checked((int)utf8stringBytes.Length));
        WriteRaw(utf8stringBytes);
    }

    public void WriteStringHeader(int byteCount) =>
        WriteHeader(checked((uint)byteCount), MessagePackCode.MinFixStr, 31, MessagePackCode.Str8, MessagePackCode.Str16, MessagePackCode.Str32);

    public void Write(string? value)
    {
        if (value is null) WriteNil();
        else Write(value.AsSpan());
    }

    public void Write(ReadOnlySpan<char> value)
    {
        int count = Utf8.GetByteCount(value);
        WriteStringHeader(count);
        int written = Utf8.GetBytes(value, GetSpan(count)); // before used is read: GetSpan may reset it
        used += written;
    }

    /// <summary>The timestamp extension (type -1). Local times are converted to UTC, unspecified ones taken as UTC.</summary>
    public void Write(DateTime dateTime)
    {
        if (dateTime.Kind == DateTimeKind.Local) dateTime = dateTime.ToUniversalTime();
        long ticks = dateTime.Ticks - DateTime.UnixEpoch.Ticks;
        long seconds = Math.DivRem(ticks, TimeSpan.TicksPerSecond, out long rest);
        if (rest < 0)
        {
            rest += TimeSpan.TicksPerSecond;
            seconds--;
        }

        uint nanoseconds = (uint)rest * 100;
        if (seconds is < 0 or >= 1L << 34)
        {
            WriteExtensionFormatHeader(new ExtensionHeader(-1, 12));
            Span<byte> to = GetSpan(12);
            BinaryPrimitives.WriteUInt32BigEndian(to, nanoseconds);
            BinaryPrimitives.WriteInt64BigEndian(to[4..], seconds);
            used += 12;
        }
        else if (nanoseconds != 0 || seconds > uint.MaxValue)
        {
            WriteExtensionFormatHeader(new ExtensionHeader(-1, 8));
            BinaryPrimitives.WriteUInt64BigEndian(GetSpan(8), ((ulong)nanoseconds << 34) | (ulong)seconds);
            used += 8;
        }
        else
        {
            WriteExtensionFormatHeader(new ExtensionHeader(-1, 4));
            BinaryPrimitives.WriteUInt32BigEndian(GetSpan(4), (uint)seconds);
            used += 4;
        }
    }

    public void WriteExtensionFormatHeader(ExtensionHeader extensionHeader)
    {
        byte code = extensionHeader.Length switch
        {
            1 => MessagePackCode.FixExt1,
            2 => MessagePackCode.FixExt2,
            4 => MessagePackCode.FixExt4,
            8 => MessagePackCode.FixExt8,
            16 => MessagePackCode.FixExt16,
            _ => 0,
        };
        if (code != 0) WriteCode(code);
        else WriteHeader(extensionHeader.Length, 0, -1, MessagePackCode.Ext8, MessagePackCode.Ext16, MessagePackCode.Ext32);
        WriteCode(unchecked((byte)extensionHeader.TypeCode));
    }

    public void WriteExtensionFormat(ExtensionResult extensionData)
    {
        WriteExtensionFormatHeader(extensionData.Header);
        WriteRaw(extensionData.Data);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int length)
    {
        Flush();
        span = output.GetSpan(length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WriteCode(byte code)
    {
        GetSpan(1)[0] = code;
        used++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Start(byte code, int length)
    {
        Span<byte> to = GetSpan(length + 1);
        to[0] = code;
        used += length + 1;
        return to.Slice(1, length);
    }

    /// <summary>A count or length: in the first byte up to <paramref name="fixMaximum"/>, else in the smallest field the type has
    /// (<paramref name="code8"/> is 0 where there is none of one byte).</summary>
    private void WriteHeader(uint count, byte fixCode, int fixMaximum, byte code8, byte code16, byte code32)
    {
        if (count <= fixMaximum) WriteCode((byte)(fixCode | count));
        else if (code8 != 0 && count <= byte.MaxValue) Start(code8, 1)[0] = (byte)count;
        else if (count <= ushort.MaxValue) BinaryPrimitives.WriteUInt16BigEndian(Start(code16, 2), (ushort)count);
        else BinaryPrimitives.WriteUInt32BigEndian(Start(code32, 4), count);
    }
}
