using System.Buffers;
using System.Text;
using MessagePack;

namespace RL4VLM.Compat.MessagePack.Tests;

/// <summary>Every format of the MessagePack specification, byte for byte, at both sides of each boundary.</summary>
public sealed class FormatTests
{
    [Theory]
    [InlineData(0, "00")]
    [InlineData(127, "7F")]
    [InlineData(128, "CC80")]
    [InlineData(255, "CCFF")]
    [InlineData(256, "CD0100")]
    [InlineData(65535, "CDFFFF")]
    [InlineData(65536, "CE00010000")]
    [InlineData(4294967295, "CEFFFFFFFF")]
    [InlineData(4294967296, "CF0000000100000000")]
    [InlineData(long.MaxValue, "CF7FFFFFFFFFFFFFFF")]
    [InlineData(-1, "FF")]
    [InlineData(-32, "E0")]
    [InlineData(-33, "D0DF")]
    [InlineData(-128, "D080")]
    [InlineData(-129, "D1FF7F")]
    [InlineData(-32768, "D18000")]
    [InlineData(-32769, "D2FFFF7FFF")]
    [InlineData(int.MinValue, "D280000000")]
    [InlineData(int.MinValue - 1L, "D3FFFFFFFF7FFFFFFF")]
    [InlineData(long.MinValue, "D38000000000000000")]
    public void Integers_take_the_smallest_format(long value, string hex)
    {
        Assert.Equal(hex, Hex(MessagePackSerializer.Serialize(value)));
        Assert.Equal(value, MessagePackSerializer.Deserialize<long>(Convert.FromHexString(hex)));
        if (value is >= int.MinValue and <= int.MaxValue)
        {
            Assert.Equal(hex, Hex(MessagePackSerializer.Serialize((int)value)));
            Assert.Equal((int)value, MessagePackSerializer.Deserialize<int>(Convert.FromHexString(hex)));
        }

        if (value >= 0)
        {
            Assert.Equal(hex, Hex(MessagePackSerializer.Serialize((ulong)value)));
            Assert.Equal((ulong)value, MessagePackSerializer.Deserialize<ulong>(Convert.FromHexString(hex)));
        }

        if (value is >= short.MinValue and <= short.MaxValue) Assert.Equal(hex, Hex(MessagePackSerializer.Serialize((short)value)));
        if (value is >= sbyte.MinValue and <= sbyte.MaxValue) Assert.Equal(hex, Hex(MessagePackSerializer.Serialize((sbyte)value)));
        if (value is >= 0 and <= byte.MaxValue) Assert.Equal(hex, Hex(MessagePackSerializer.Serialize((byte)value)));
    }

    [Fact]
    public void The_largest_unsigned_integer() => Assert.Equal("CFFFFFFFFFFFFFFFFF", Hex(MessagePackSerializer.Serialize(ulong.MaxValue)));

    [Theory]
    [InlineData("D001", 1)]
    [InlineData("D10001", 1)]
    [InlineData("D200000001", 1)]
    [InlineData("D30000000000000001", 1)]
    [InlineData("CC01", 1)]
    [InlineData("CF0000000000000001", 1)]
    [InlineData("D3FFFFFFFFFFFFFFFF", -1)]
    public void Integers_are_read_from_any_format(string hex, int value) =>
        Assert.Equal(value, MessagePackSerializer.Deserialize<int>(Convert.FromHexString(hex)));

    [Theory]
    [InlineData("CF8000000000000000", typeof(long))]
    [InlineData("CE80000000", typeof(int))]
    [InlineData("FF", typeof(uint))]
    [InlineData("D0FF", typeof(ulong))]
    [InlineData("CD0100", typeof(byte))]
    [InlineData("D1FF7F", typeof(sbyte))]
    [InlineData("CA3F800000", typeof(int))]
    [InlineData("C0", typeof(int))]
    [InlineData("A131", typeof(int))]
    [InlineData("C1", typeof(int))]
    [InlineData("02", typeof(bool))]
    [InlineData("01", typeof(string))]
    public void What_does_not_fit_the_type_is_an_error(string hex, Type type) =>
        Assert.Throws<MessagePackSerializationException>(() => Read(type, Convert.FromHexString(hex)));

    [Fact]
    public void Nil_booleans_and_floats()
    {
        Assert.Equal("C0", Hex(MessagePackSerializer.Serialize<string?>(null)));
        Assert.Equal("C2", Hex(MessagePackSerializer.Serialize(false)));
        Assert.Equal("C3", Hex(MessagePackSerializer.Serialize(true)));
        Assert.Equal("CA3FC00000", Hex(MessagePackSerializer.Serialize(1.5f)));
        Assert.Equal("CB3FF8000000000000", Hex(MessagePackSerializer.Serialize(1.5)));
        Assert.Equal(1.5f, MessagePackSerializer.Deserialize<float>(Convert.FromHexString("CB3FF8000000000000")));
        Assert.Equal(1.5, MessagePackSerializer.Deserialize<double>(Convert.FromHexString("CA3FC00000")));
        Assert.Equal(-3, MessagePackSerializer.Deserialize<float>(Convert.FromHexString("FD")));
        Assert.True(float.IsNaN(MessagePackSerializer.Deserialize<float>(MessagePackSerializer.Serialize(float.NaN))));
        Assert.Null(MessagePackSerializer.Deserialize<int?>(new byte[] { 0xC0 }));
        Assert.Equal(5, MessagePackSerializer.Deserialize<int?>(new byte[] { 5 }));
    }

    [Theory]
    [InlineData(0, "A0")]
    [InlineData(31, "BF")]
    [InlineData(32, "D920")]
    [InlineData(255, "D9FF")]
    [InlineData(256, "DA0100")]
    [InlineData(65535, "DAFFFF")]
    [InlineData(65536, "DB00010000")]
    public void Strings_take_the_smallest_header(int length, string header)
    {
        string text = new('x', length);
        byte[] bytes = MessagePackSerializer.Serialize(text);
        Assert.Equal(header + Hex(Encoding.UTF8.GetBytes(text)), Hex(bytes));
        Assert.Equal(text, MessagePackSerializer.Deserialize<string>(bytes));
    }

    [Theory]
    [InlineData("é", "A2C3A9")]
    [InlineData("♥", "A3E299A5")]
    [InlineData("\U0001F0A1", "A4F09F82A1")]
    [InlineData("ééééééééééééééé♥", "D921")]
    public void Text_counts_in_bytes_of_utf8(string text, string start)
    {
        byte[] bytes = MessagePackSerializer.Serialize(text);
        Assert.StartsWith(start, Hex(bytes), StringComparison.Ordinal);
        Assert.Equal(text, MessagePackSerializer.Deserialize<string>(bytes));
    }

    [Theory]
    [InlineData(0, "C400")]
    [InlineData(255, "C4FF")]
    [InlineData(256, "C50100")]
    [InlineData(65535, "C5FFFF")]
    [InlineData(65536, "C600010000")]
    public void Bytes_are_binary(int length, string header)
    {
        byte[] data = new byte[length];
        new Random(length).NextBytes(data);
        byte[] bytes = MessagePackSerializer.Serialize(data);
        Assert.Equal(header + Hex(data), Hex(bytes));
        Assert.Equal(data, MessagePackSerializer.Deserialize<byte[]>(bytes));
    }

    [Theory]
    [InlineData(0, "90", "80")]
    [InlineData(15, "9F", "8F")]
    [InlineData(16, "DC0010", "DE0010")]
    [InlineData(65535, "DCFFFF", "DEFFFF")]
    [InlineData(65536, "DD00010000", "DF00010000")]
    public void Arrays_and_maps_take_the_smallest_header(int count, string array, string map)
    {
        int[] values = [.. Enumerable.Range(0, count)];
        byte[] bytes = MessagePackSerializer.Serialize(values);
        Assert.StartsWith(array, Hex(bytes), StringComparison.Ordinal);
        Assert.Equal(values, MessagePackSerializer.Deserialize<int[]>(bytes));
        float[] floats = [.. values.Select(v => v * 0.5f)];
        Assert.Equal(floats, MessagePackSerializer.Deserialize<float[]>(MessagePackSerializer.Serialize(floats)));
        var pairs = values.ToDictionary(v => v, v => v + 1);
        byte[] mapped = MessagePackSerializer.Serialize(pairs);
        Assert.StartsWith(map, Hex(mapped), StringComparison.Ordinal);
        Assert.Equal(pairs, MessagePackSerializer.Deserialize<Dictionary<int, int>>(mapped));
    }

    [Theory]
    [InlineData(1, "D405")]
    [InlineData(2, "D505")]
    [InlineData(4, "D605")]
    [InlineData(8, "D705")]
    [InlineData(16, "D805")]
    [InlineData(0, "C70005")]
    [InlineData(3, "C70305")]
    [InlineData(255, "C7FF05")]
    [InlineData(256, "C8010005")]
    [InlineData(65536, "C90001000005")]
    public void Extensions_take_the_smallest_header(int length, string header)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        writer.WriteExtensionFormat(new ExtensionResult(5, new byte[length]));
        writer.Flush();
        Assert.Equal(header + new string('0', length * 2), Hex(buffer.WrittenSpan.ToArray()));
        var reader = new MessagePackReader(buffer.WrittenMemory);
        ExtensionResult read = reader.ReadExtensionFormat();
        Assert.Equal(5, read.TypeCode);
        Assert.Equal(length, read.Data.Length);
        Assert.True(reader.End);
    }

    [Theory]
    [InlineData("1970-01-01T00:00:00Z", "D6FF00000000")]
    [InlineData("2106-02-07T06:28:15Z", "D6FFFFFFFFFF")]
    [InlineData("2106-02-07T06:28:16Z", "D7FF0000000100000000")]
    [InlineData("1970-01-01T00:00:00.5Z", "D7FF7735940000000000")]
    [InlineData("1969-12-31T23:59:59Z", "C70CFF00000000FFFFFFFFFFFFFFFF")]
    [InlineData("1969-12-31T23:59:59.9999999Z", "C70CFF3B9AC99CFFFFFFFFFFFFFFFF")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "C70CFF3B9AC99C0000003AFFF4417F")]
    public void Times_are_timestamp_extensions(string time, string hex)
    {
        DateTime value = DateTime.Parse(time, null, System.Globalization.DateTimeStyles.AdjustToUniversal);
        Assert.Equal(hex, Hex(MessagePackSerializer.Serialize(value)));
        DateTime read = MessagePackSerializer.Deserialize<DateTime>(Convert.FromHexString(hex));
        Assert.Equal(value, read);
        Assert.Equal(DateTimeKind.Utc, read.Kind);
    }

    [Fact]
    public void Fixed_width_writes_keep_their_width()
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        writer.WriteUInt8(1);
        writer.WriteUInt16(1);
        writer.WriteUInt32(1);
        writer.WriteUInt64(1);
        writer.WriteInt8(-1);
        writer.WriteInt16(-1);
        writer.WriteInt32(-1);
        writer.WriteInt64(-1);
        writer.Flush();
        Assert.Equal("CC01CD0001CE00000001CF0000000000000001D0FFD1FFFFD2FFFFFFFFD3FFFFFFFFFFFFFFFF", Hex(buffer.WrittenSpan.ToArray()));
    }

    [Fact]
    public void Every_first_byte_has_a_type_and_a_name()
    {
        for (int code = 0; code < 256; code++)
        {
            Assert.Equal(code == 0xC1, MessagePackCode.ToMessagePackType((byte)code) == MessagePackType.Unknown);
            Assert.Equal(code == 0xC1, MessagePackCode.ToFormatName((byte)code) == "(never used)");
        }
    }

    internal static string Hex(byte[] bytes) => Convert.ToHexString(bytes);

    private static object? Read(Type type, byte[] bytes)
    {
        ReadOnlyMemory<byte> memory = bytes;
        return type == typeof(long) ? MessagePackSerializer.Deserialize<long>(memory)
            : type == typeof(int) ? MessagePackSerializer.Deserialize<int>(memory)
            : type == typeof(uint) ? MessagePackSerializer.Deserialize<uint>(memory)
            : type == typeof(ulong) ? MessagePackSerializer.Deserialize<ulong>(memory)
            : type == typeof(byte) ? MessagePackSerializer.Deserialize<byte>(memory)
            : type == typeof(sbyte) ? MessagePackSerializer.Deserialize<sbyte>(memory)
            : type == typeof(bool) ? MessagePackSerializer.Deserialize<bool>(memory)
            : MessagePackSerializer.Deserialize<string>(memory);
    }
}
