using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Code = MessagePack.MessagePackCode;

namespace MessagePack;

/// <summary>Writes MessagePack values, always in the smallest format, to a buffer writer. Call <see cref="Flush"/> at the end.</summary>
public ref struct MessagePackWriter(IBufferWriter<byte> writer)
{
    private const int ChunkSize = 4096;

    private readonly IBufferWriter<byte> output = writer;
    private Span<byte> span;
    private int used;

    /// <summary>Hands everything written so far to the buffer writer.</summary>
    public void Flush()
    {
        if (used > 0)
            output.Advance(used);
        span = default;
        used = 0;
    }

    /// <summary>Copies bytes that are MessagePack already.</summary>
    public void WriteRaw(ReadOnlySpan<byte> rawMessagePackBlock)
    {
        rawMessagePackBlock.CopyTo(Reserve(rawMessagePackBlock.Length));
        used += rawMessagePackBlock.Length;
    }

    public void WriteNil() => Put(Code.Nil);

    public void Write(bool value) => Put(value ? Code.True : Code.False);

    public void WriteArrayHeader(int count) => WriteArrayHeader((uint)count);

    public void WriteArrayHeader(uint count)
    {
        if (count <= 15)
            Put((byte)(Code.MinFixArray | count));
        else if (count <= ushort.MaxValue)
            Put16(Code.Array16, (ushort)count);
        else
            Put32(Code.Array32, count);
    }

    public void WriteMapHeader(int count) => WriteMapHeader((uint)count);

    public void WriteMapHeader(uint count)
    {
        if (count <= 15)
            Put((byte)(Code.MinFixMap | count));
        else if (count <= ushort.MaxValue)
            Put16(Code.Map16, (ushort)count);
        else
            Put32(Code.Map32, count);
    }

    public void Write(byte value) => Write((ulong)value);

    public void Write(ushort value) => Write((ulong)value);

    public void Write(uint value) => Write((ulong)value);

    public void Write(short value) => Write((long)value);

    public void Write(int value) => Write((long)value);

    public void Write(ulong value)
    {
        if (value <= 0x7f)
            Put((byte)value);
        else if (value <= byte.MaxValue)
            Put(Code.UInt8, (byte)value);
        else if (value <= ushort.MaxValue)
            Put16(Code.UInt16, (ushort)value);
        else if (value <= uint.MaxValue)
            Put32(Code.UInt32, (uint)value);
        else
            Put64(Code.UInt64, value);
    }

    public void Write(long value)
    {
        if (value >= 0)
            Write((ulong)value);
        else if (value >= -32)
            Put((byte)value);
        else if (value >= sbyte.MinValue)
            Put(Code.Int8, (byte)value);
        else if (value >= short.MinValue)
            Put16(Code.Int16, (ushort)value);
        else if (value >= int.MinValue)
            Put32(Code.Int32, (uint)value);
        else
            Put64(Code.Int64, (ulong)value);
    }

    public void Write(float value) => Put32(Code.Float32, BitConverter.SingleToUInt32Bits(value));

    public void Write(double value) => Put64(Code.Float64, BitConverter.DoubleToUInt64Bits(value));

    public void Write(byte[]? src)
    {
        if (src is null)
            WriteNil();
        else
            Write(src.AsSpan());
    }

    public void Write(ReadOnlySpan<byte> src)
    {
        WriteBinHeader(src.Length);
        WriteRaw(src);
    }

    public void WriteBinHeader(int length)
    {
        if (length <= byte.MaxValue)
            Put(Code.Bin8, (byte)length);
        else if (length <= ushort.MaxValue)
            Put16(Code.Bin16, (ushort)length);
        else
            Put32(Code.Bin32, (uint)length);
    }

    public void Write(string? value)
    {
        if (value is null)
        {
            WriteNil();
            return;
        }

        Write(value.AsSpan());
    }

    public void Write(ReadOnlySpan<char> value)
    {
        int length = Encoding.UTF8.GetByteCount(value);
        WriteStringHeader(length);
        Encoding.UTF8.GetBytes(value, Reserve(length));
        used += length;
    }

    public void WriteStringHeader(int byteCount)
    {
        if (byteCount <= 31)
            Put((byte)(Code.MinFixStr | byteCount));
        else if (byteCount <= byte.MaxValue)
            Put(Code.Str8, (byte)byteCount);
        else if (byteCount <= ushort.MaxValue)
            Put16(Code.Str16, (ushort)byteCount);
        else
            Put32(Code.Str32, (uint)byteCount);
    }

    private Span<byte> Reserve(int size)
    {
        if (span.Length - used < size)
        {
            Flush();
            span = output.GetSpan(Math.Max(size, ChunkSize));
        }

        return span[used..];
    }

    private void Put(byte value)
    {
        Reserve(1)[0] = value;
        used++;
    }

    private void Put(byte code, byte value)
    {
        var target = Reserve(2);
        target[0] = code;
        target[1] = value;
        used += 2;
    }

    private void Put16(byte code, ushort value)
    {
        var target = Reserve(3);
        target[0] = code;
        BinaryPrimitives.WriteUInt16BigEndian(target[1..], value);
        used += 3;
    }

    private void Put32(byte code, uint value)
    {
        var target = Reserve(5);
        target[0] = code;
        BinaryPrimitives.WriteUInt32BigEndian(target[1..], value);
        used += 5;
    }

    private void Put64(byte code, ulong value)
    {
        var target = Reserve(9);
        target[0] = code;
        BinaryPrimitives.WriteUInt64BigEndian(target[1..], value);
        used += 9;
    }
}
