using System.Buffers;
using MessagePack;

namespace RL4VLM.Compat.MessagePack.Tests;

/// <summary>Attributed types.</summary>
public sealed class ObjectTests
{
    [Fact]
    public void A_record_is_an_array_in_the_order_of_its_keys()
    {
        var value = new Sample { Name = "a", Count = 3, Color = Color.Blue, Flag = null };
        byte[] bytes = MessagePackSerializer.Serialize(value);
        // Keys 0 to 6; key 4 has no member.
        Assert.Equal("97" + "A161" + "03" + "02" + "C0" + "C0" + "90" + "80", FormatTests.Hex(bytes));
        Assert.Equivalent(value, MessagePackSerializer.Deserialize<Sample>(bytes), strict: true);
    }

    [Fact]
    public void Missing_elements_keep_their_initial_value_and_more_are_passed_over()
    {
        Sample few = MessagePackSerializer.Deserialize<Sample>(new byte[] { 0x91, 0xA1, (byte)'a' });
        Assert.Equal(7, few.Count);
        Assert.Equal(["none"], few.Extra.Keys.DefaultIfEmpty("none"));
        Sample many = MessagePackSerializer.Deserialize<Sample>(
            Convert.FromHexString("99" + "A161" + "03" + "02" + "C3" + "93C0C3C0" + "9105" + "81A16BA176" + "DD00000001C0" + "01"));
        Assert.Equal(true, many.Flag);
        Assert.Equal([5], many.Items);
        Assert.Equal("v", many.Extra["k"]);
    }

    [Fact]
    public void Structs_and_nested_objects()
    {
        var value = new Outer { Point = new Point { X = 1, Y = -1 }, Inner = new Outer { Point = new Point { Y = 300 } }, Points = [new Point { X = 9 }] };
        byte[] bytes = MessagePackSerializer.Serialize(value);
        Assert.Equal("93" + "9201FF" + "93" + "9200CD012C" + "C0" + "C0" + "91920900", FormatTests.Hex(bytes));
        Assert.Equivalent(value, MessagePackSerializer.Deserialize<Outer>(bytes), strict: true);
        Assert.Null(MessagePackSerializer.Deserialize<Outer>(new byte[] { 0xC0 }));
        Assert.Throws<MessagePackSerializationException>(() => MessagePackSerializer.Deserialize<Point>(new byte[] { 0xC0 }));
    }

    [Fact]
    public void Enums_are_their_underlying_integers()
    {
        Assert.Equal("FF", FormatTests.Hex(MessagePackSerializer.Serialize(Small.Minus)));
        Assert.Equal(Small.Minus, MessagePackSerializer.Deserialize<Small>(new byte[] { 0xFF }));
        Assert.Equal("CFFFFFFFFFFFFFFFFF", FormatTests.Hex(MessagePackSerializer.Serialize(Large.All)));
        Assert.Equal(Large.All, MessagePackSerializer.Deserialize<Large>(MessagePackSerializer.Serialize(Large.All)));
        Assert.Throws<MessagePackSerializationException>(() => MessagePackSerializer.Deserialize<Small>(new byte[] { 0xCC, 0xFF }));
    }

    [Fact]
    public void Collections_and_their_interfaces()
    {
        IReadOnlyList<string?> texts = ["a", null, "b"];
        Assert.Equal(texts, MessagePackSerializer.Deserialize<IReadOnlyList<string?>>(MessagePackSerializer.Serialize(texts)));
        List<int[]> nested = [[1], [], [2, 3]];
        Assert.Equal(nested, MessagePackSerializer.Deserialize<List<int[]>>(MessagePackSerializer.Serialize(nested)));
        IReadOnlyDictionary<string, double> map = new Dictionary<string, double> { ["z"] = 1, ["a"] = 2 };
        byte[] bytes = MessagePackSerializer.Serialize(map);
        Assert.Equal("82A17ACB3FF0000000000000A161CB4000000000000000", FormatTests.Hex(bytes));
        Assert.Equal(map, MessagePackSerializer.Deserialize<IReadOnlyDictionary<string, double>>(bytes));
        bool?[] flags = [true, null, false];
        Assert.Equal("93C3C0C2", FormatTests.Hex(MessagePackSerializer.Serialize(flags)));
        Assert.Equal(flags, MessagePackSerializer.Deserialize<bool?[]>(MessagePackSerializer.Serialize(flags)));
    }

    [Fact]
    public void A_key_that_is_there_twice_is_an_error() =>
        Assert.Throws<MessagePackSerializationException>(() => MessagePackSerializer.Deserialize<Dictionary<string, int>>(Convert.FromHexString("82A16101A16102")));

    [Fact]
    public void Every_source_and_target_gives_the_same()
    {
        int[] value = [1, 2, 300];
        byte[] bytes = MessagePackSerializer.Serialize(value);
        var buffer = new ArrayBufferWriter<byte>();
        MessagePackSerializer.Serialize(buffer, value);
        Assert.Equal(bytes, buffer.WrittenSpan.ToArray());
        using var stream = new MemoryStream();
        MessagePackSerializer.Serialize(stream, value);
        Assert.Equal(bytes, stream.ToArray());
        stream.Position = 0;
        Assert.Equal(value, MessagePackSerializer.Deserialize<int[]>(stream));
        Assert.Equal(value, MessagePackSerializer.Deserialize<int[]>(Segmented(bytes)));
        Assert.Equal(value, MessagePackSerializer.Deserialize<int[]>(new byte[][] { bytes, [1, 2] }.SelectMany(b => b).ToArray(), null, out int read));
        Assert.Equal(bytes.Length, read);
    }

    [Fact]
    public void The_reader_keeps_its_place_in_a_sequence_of_segments()
    {
        ReadOnlySequence<byte> sequence = Segmented(Convert.FromHexString("93" + "01" + "A3616263" + "C403010203"));
        var reader = new MessagePackReader(sequence);
        Assert.Equal(3, reader.ReadArrayHeader());
        Assert.Equal(1, reader.ReadInt32());
        MessagePackReader peek = reader.CreatePeekReader();
        Assert.Equal("abc", peek.ReadString());
        Assert.Equal("A3616263", Convert.ToHexString(reader.ReadRaw().ToArray()));
        Assert.Equal(6, reader.Consumed);
        Assert.Equal(6, sequence.Slice(0, reader.Position).Length);
        Assert.Equal(new byte[] { 1, 2, 3 }, reader.ReadBytes()!.Value.ToArray());
        Assert.True(reader.End);
    }

    [Fact]
    public void Skip_passes_over_one_value_of_any_kind()
    {
        string[] values =
        [
            "05", "FF", "C0", "C2", "C3", "CC01", "CD0001", "CE00000001", "CF0000000000000001", "D001", "D10001", "D200000001", "D30000000000000001", "CA00000000", "CB0000000000000000",
            "A161", "D90161", "DA000161", "DB0000000161", "C40100", "C5000100", "C60000000100", "93010203", "DC000101", "DD0000000101", "810102", "DE00010102", "DF000000010102",
            "D40100", "D5010000", "D60100000000", "D7010000000000000000", "D801".PadRight(36, '0'), "C7010500", "C800010500", "C9000000010500", "9191918180A0",
        ];
        foreach (string value in values)
        {
            byte[] bytes = Convert.FromHexString(value);
            var reader = new MessagePackReader((byte[])[.. bytes, 0x07]);
            reader.Skip();
            Assert.Equal(bytes.Length, reader.Consumed);
            Assert.Equal(7, reader.ReadInt32());
        }
    }

    [Theory]
    [InlineData(typeof(NoKeys))]
    [InlineData(typeof(SameKeys))]
    [InlineData(typeof(NoConstructor))]
    [InlineData(typeof(WithField))]
    [InlineData(typeof(ReadOnly))]
    [InlineData(typeof(Uri))]
    public void A_type_that_has_no_encoding_is_named_every_time(Type type)
    {
        var method = typeof(ObjectTests).GetMethod(nameof(Fails), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!.MakeGenericMethod(type);
        for (int i = 0; i < 2; i++) Assert.Contains(type.Name, (string)method.Invoke(null, null)!, StringComparison.Ordinal);
    }

    private static string Fails<T>() =>
        Assert.Throws<MessagePackSerializationException>(() => MessagePackSerializer.Deserialize<T>(new byte[] { 0x90 })).InnerException!.Message;

    private static ReadOnlySequence<byte> Segmented(byte[] bytes)
    {
        var first = new Segment(bytes.AsMemory(0, 1), null);
        Segment last = first;
        for (int i = 1; i < bytes.Length; i++) last = new Segment(bytes.AsMemory(i, 1), last);
        return new ReadOnlySequence<byte>(first, 0, last, 1);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? before)
        {
            Memory = memory;
            RunningIndex = before is null ? 0 : before.RunningIndex + before.Memory.Length;
            if (before is not null) before.Next = this;
        }
    }
}

public enum Color
{
    Red,
    Green,
    Blue,
}

public enum Small : sbyte
{
    Minus = -1,
}

public enum Large : ulong
{
    All = ulong.MaxValue,
}

[MessagePackObject]
public sealed record Sample
{
    [Key(6)] public IReadOnlyDictionary<string, string> Extra { get; init; } = new Dictionary<string, string>();

    [Key(0)] public required string Name { get; init; }

    [Key(1)] public int Count { get; init; } = 7;

    [Key(2)] public Color Color { get; init; }

    [Key(3)] public bool? Flag { get; init; }

    [Key(5)] public int[] Items { get; init; } = [];

    [IgnoreMember] public int Twice => Count * 2;
}

[MessagePackObject]
public struct Point
{
    [Key(0)] public int X { get; set; }

    [Key(1)] public int Y { get; set; }
}

[MessagePackObject]
public sealed class Outer
{
    [Key(0)] public Point Point { get; set; }

    [Key(1)] public Outer? Inner { get; set; }

    [Key(2)] public List<Point>? Points { get; set; }
}

[MessagePackObject]
public sealed class NoKeys
{
    public int Value { get; set; }
}

[MessagePackObject]
public sealed class SameKeys
{
    [Key(0)] public int A { get; set; }

    [Key(0)] public int B { get; set; }
}

[MessagePackObject]
public sealed class NoConstructor(int a)
{
    [Key(0)] public int A { get; set; } = a;
}

[MessagePackObject]
public sealed class WithField
{
    [Key(0)] public int A;
}

[MessagePackObject]
public sealed class ReadOnly
{
    [Key(0)] public int A { get; }
}
