using System.Buffers;
using MessagePack;

namespace RL4VLM.Compat.MessagePack.Tests;

/// <summary>Bytes that nobody vouches for: one kind of exception, no allocation that they do not pay for, no stack overflow.</summary>
public sealed class HostileDataTests
{
    private static readonly MessagePackSerializerOptions Untrusted = MessagePackSerializerOptions.Standard.WithSecurity(MessagePackSecurity.UntrustedData);

    [Theory]
    [InlineData("DD7FFFFFFF")]
    [InlineData("DDFFFFFFFF")]
    [InlineData("DC0002C0")]
    public void A_count_beyond_the_data_allocates_nothing(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);
        Assert.Throws<MessagePackSerializationException>(() => MessagePackSerializer.Deserialize<int[]>(bytes, Untrusted));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.IsType<EndOfStreamException>(Assert.Throws<MessagePackSerializationException>(() => MessagePackSerializer.Deserialize<int[]>(bytes, Untrusted)).InnerException);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);
    }

    [Theory]
    [InlineData("DFFFFFFFFF")]
    [InlineData("DF80000000")]
    [InlineData("82A16101")]
    public void The_same_of_maps(string hex) =>
        Assert.Throws<MessagePackSerializationException>(() => MessagePackSerializer.Deserialize<Dictionary<string, int>>(Convert.FromHexString(hex), Untrusted));

    [Theory]
    [InlineData("DBFFFFFFFF61")]
    [InlineData("D905")]
    [InlineData("A3C3")]
    [InlineData("")]
    public void The_same_of_strings(string hex) =>
        Assert.Throws<MessagePackSerializationException>(() => MessagePackSerializer.Deserialize<string>(Convert.FromHexString(hex), Untrusted));

    [Fact]
    public void Depth_is_bounded_for_untrusted_data()
    {
        Outer Deep(int levels)
        {
            Outer value = new();
            for (int i = 1; i < levels; i++) value = new Outer { Inner = value };
            return value;
        }

        MessagePackSerializerOptions ten = MessagePackSerializerOptions.Standard.WithSecurity(MessagePackSecurity.UntrustedData.WithMaximumObjectGraphDepth(10));
        Assert.NotNull(MessagePackSerializer.Deserialize<Outer>(MessagePackSerializer.Serialize(Deep(9)), ten));
        Assert.IsType<InsufficientExecutionStackException>(
            Assert.Throws<MessagePackSerializationException>(() => MessagePackSerializer.Deserialize<Outer>(MessagePackSerializer.Serialize(Deep(11)), ten)).InnerException);
    }

    [Fact]
    public void Endless_nesting_ends_in_an_exception_even_for_trusted_data()
    {
        // Outer[1] is an Outer: 93, a point, and on.
        byte[] bytes = [.. Enumerable.Repeat(new byte[] { 0x93, 0x92, 0, 0 }, 2_000_000).SelectMany(b => b)];
        Assert.Throws<MessagePackSerializationException>(() => MessagePackSerializer.Deserialize<Outer>(bytes));
        Assert.Throws<MessagePackSerializationException>(() => MessagePackSerializer.Deserialize<Outer>(bytes, Untrusted));
    }

    [Fact]
    public void Skipping_endless_nesting_needs_no_stack()
    {
        byte[] bytes = new byte[5_000_000];
        Array.Fill(bytes, (byte)0x91);
        bytes[^1] = 0xC0;
        var reader = new MessagePackReader(bytes);
        reader.Skip();
        Assert.True(reader.End);
    }

    [Fact]
    public void Keys_of_untrusted_maps_are_hashed_with_a_seed()
    {
        IEqualityComparer<long> comparer = MessagePackSecurity.UntrustedData.GetEqualityComparer<long>();
        // long.GetHashCode folds its halves together: these all collide in a plain dictionary.
        long[] colliding = [.. Enumerable.Range(0, 1000).Select(i => ((long)i << 32) | (uint)i)];
        Assert.Single(colliding.Select(v => v.GetHashCode()).Distinct());
        Assert.InRange(colliding.Select(comparer.GetHashCode).Distinct().Count(), 990, 1000);
        Assert.Equal(
            colliding, MessagePackSerializer.Deserialize<Dictionary<long, int>>(MessagePackSerializer.Serialize(colliding.ToDictionary(v => v, _ => 0)), Untrusted).Keys);
        Assert.Throws<MessagePackSerializationException>(() => MessagePackSecurity.UntrustedData.GetEqualityComparer<DateTime>());
    }

    [Fact]
    public void Random_and_mutated_bytes_throw_one_kind_of_exception()
    {
        var random = new Random(7);
        byte[] valid = MessagePackSerializer.Serialize(new Outer { Points = [new Point { X = 1 }], Inner = new Outer() });
        byte[] sample = MessagePackSerializer.Serialize(new Sample { Name = "abc", Items = [1, 2, 300], Extra = new Dictionary<string, string> { ["k"] = "v" } });
        int read = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = (i % 3) switch
            {
                0 => new byte[random.Next(40)],
                1 => (byte[])valid.Clone(),
                _ => (byte[])sample.Clone(),
            };
            if (i % 3 == 0) random.NextBytes(bytes);
            else bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            read += Try<Outer>(bytes) + Try<Sample>(bytes) + Try<Dictionary<string, float[]>>(bytes) + Try<List<bool?>>(bytes) + Try<DateTime>(bytes) + TrySkip(bytes);
        }

        Assert.InRange(read, 1_000, 100_000);
    }

    [Fact]
    public void Written_values_survive_any_buffer_size()
    {
        // The buffer grows by a byte or a few at a time: every write crosses an edge.
        var random = new Random(3);
        for (int i = 0; i < 200; i++)
        {
            var value = new Sample { Name = new string('é', random.Next(200)), Items = [.. Enumerable.Range(0, random.Next(50)).Select(_ => random.Next())] };
            var tight = new TightBuffer();
            MessagePackSerializer.Serialize(tight, value);
            Assert.Equal(MessagePackSerializer.Serialize(value), tight.Written.ToArray());
        }
    }

    private static int Try<T>(byte[] bytes)
    {
        try
        {
            MessagePackSerializer.Deserialize<T>(bytes, Untrusted);
            return 1;
        }
        catch (MessagePackSerializationException)
        {
            return 0;
        }
    }

    private static int TrySkip(byte[] bytes)
    {
        var reader = new MessagePackReader(bytes);
        try
        {
            while (!reader.End) reader.Skip();
            return 1;
        }
        catch (Exception e) when (e is MessagePackSerializationException or EndOfStreamException)
        {
            return 0;
        }
    }

    /// <summary>Gives exactly as much as is asked for, each time in a new array.</summary>
    private sealed class TightBuffer : IBufferWriter<byte>
    {
        private byte[] current = [];

        public List<byte> Written { get; } = [];

        public void Advance(int count) => Written.AddRange(current.AsSpan(0, count));

        public Memory<byte> GetMemory(int sizeHint = 0) => current = new byte[Math.Max(1, sizeHint)];

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
