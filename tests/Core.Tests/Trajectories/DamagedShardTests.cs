using System.Buffers;
using System.IO.Hashing;
using MessagePack;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Trajectories;

namespace RL4VLM.Core.Tests.Trajectories;

/// <summary>Whatever the bytes, the reader answers with exit code 65, the object and the offset.</summary>
public sealed class DamagedShardTests
{
    [Fact]
    public void A_flipped_bit_anywhere_is_found_at_its_record()
    {
        byte[] shard = Shards.Write();
        int[] starts = [.. RecordStarts(shard)];
        for (int bit = 0; bit < shard.Length * 8; bit++)
        {
            byte[] damaged = (byte[])shard.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            long offset = Offset(Fail(damaged));
            int record = Array.FindLastIndex(starts, start => start <= bit / 8);
            Assert.InRange(offset, starts[record], shard.Length);
        }
    }

    [Fact]
    public void A_cut_anywhere_is_found()
    {
        byte[] shard = Shards.Write();
        for (int length = 0; length < shard.Length; length++) Assert.InRange(Offset(Fail(shard[..length])), 0, length);
    }

    [Fact]
    public void Records_that_are_missing_repeated_or_swapped_are_found()
    {
        byte[] shard = Shards.Write();
        int[] starts = [.. RecordStarts(shard), shard.Length];
        byte[][] records = [.. starts.Zip(starts.Skip(1), (a, b) => shard[a..b])];
        Assert.Equal(8, records.Length);
        Fail([.. records.Where((_, i) => i is not (3 or 4)).SelectMany(r => r)]);
        Fail([.. records.Take(3).Concat(records.Skip(1)).SelectMany(r => r)]);
        Fail([.. records[0], .. records[3], .. records[4], .. records[1], .. records[2], .. records[5], .. records[6], .. records[7]]);
        Fail([.. shard, .. records[7]]);
        Fail([.. shard, 0]);
    }

    public static TheoryData<string, Func<StepRecord, StepRecord>> BadSteps => new()
    {
        { "logProbabilities has 2", s => s with { LogProbabilities = [-1, -1] } },
        { "logProbabilities holds", s => s with { LogProbabilities = [-1, float.NaN, -1] } },
        { "logProbabilities holds 0.5", s => s with { LogProbabilities = [-1, 0.5f, -1] } },
        { "promptIds holds -3", s => s with { PromptIds = [1, -3] } },
        { "outputIds holds -1", s => s with { OutputIds = [1, -1, 2] } },
        { "actionStart", s => s with { ActionStart = -1 } },
        { "actionStart", s => s with { ActionStart = 4 } },
        { "image", s => s with { Image = [1, 2, 3] } },
        { "image", s => s with { Image = null! } },
        { "promptIds is nil", s => s with { PromptIds = null! } },
        { "outputIds is nil", s => s with { OutputIds = null! } },
        { "logProbabilities is nil", s => s with { LogProbabilities = null! } },
        { "actionText is nil", s => s with { ActionText = null! } },
        { "info is nil", s => s with { Info = null! } },
        { "info 'a' is nil", s => s with { Info = new Dictionary<string, string> { ["a"] = null! } } },
        { "reward", s => s with { Reward = float.PositiveInfinity } },
        { "value", s => s with { Value = float.NaN } },
        { "temperature", s => s with { Temperature = -1 } },
        { "temperature", s => s with { Temperature = float.NaN } },
        { "finishReason is 9", s => s with { FinishReason = (FinishReason)9 } },
        { "action is -2", s => s with { Action = -2 } },
        { "episode is -1", s => s with { Episode = -1 } },
        { "expected step 0", s => s with { Step = 1 } },
        { "neither terminated nor truncated", s => s with { Terminated = false } },
    };

    [Theory]
    [MemberData(nameof(BadSteps))]
    public void A_step_that_breaks_a_rule_is_named_with_its_field(string message, Func<StepRecord, StepRecord> change)
    {
        // The checksums are right: someone wrote this on purpose.
        byte[] shard = Forge(Shards.Header, [change(Shards.Step(0, 0, ends: true))]);
        Assert.Contains(message, Fail(shard).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_out_of_order_are_named()
    {
        Assert.Contains("goes on after its end", Fail(Forge(Shards.Header, [Shards.Step(0, 0, true), Shards.Step(0, 1, true)])).Message, StringComparison.Ordinal);
        Assert.Contains("step 2 of episode 0 follows step 0", Fail(Forge(Shards.Header, [Shards.Step(0, 0, false), Shards.Step(0, 2, true)])).Message, StringComparison.Ordinal);
        Assert.Contains("stops at step 0", Fail(Forge(Shards.Header, [Shards.Step(0, 0, false), Shards.Step(1, 0, true)])).Message, StringComparison.Ordinal);
        Assert.Contains("episode 0 follows episode 1", Fail(Forge(Shards.Header, [Shards.Step(1, 0, true), Shards.Step(0, 0, true)])).Message, StringComparison.Ordinal);
        Assert.Contains("begins with step 1", Fail(Forge(Shards.Header, [Shards.Step(0, 0, true), Shards.Step(1, 1, true)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_schema_is_named_even_when_its_layout_differs()
    {
        byte[] shard = Forge(new object[] { 2, "something else" }, []);
        string message = Fail(shard).Message;
        Assert.Contains("schema 2", message, StringComparison.Ordinal);
        Assert.Contains("schema 1", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_count_in_the_end_record_is_found() =>
        Assert.Contains("counts 9 steps, the shard has 1", Fail(Forge(Shards.Header, [Shards.Step(0, 0, true)], endCount: 9)).Message, StringComparison.Ordinal);

    [Fact]
    public void Values_nested_deep_or_announced_huge_cost_nothing()
    {
        foreach (byte opener in new byte[] { 0x91, 0x81, 0xDD, 0xDF, 0xC6, 0xDB, 0xC9 })
        {
            byte[] hostile = new byte[1_000_000];
            Array.Fill(hostile, opener);
            Fail(hostile);
            Fail(ForgeRaw(hostile));
        }

        // An info map inside an info map inside…: nesting where a string belongs.
        Fail(ForgeRaw([0x93, 0x01, .. Enumerable.Repeat((byte)0x91, 100_000), 0xC0]));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Fail([0x93, 0x00, 0x99, 0xDD, 0xFF, 0xFF, 0xFF, 0xFF]);
        Fail([0x93, 0x00, 0xC6, 0x7F, 0xFF, 0xFF, 0xFF, 0x00]);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }

    [Fact]
    public void Limits_are_kept()
    {
        byte[] shard = Shards.Write();
        foreach (ShardLimits limits in new ShardLimits[]
        {
            new() { Bytes = shard.Length - 1 }, new() { RecordBytes = 50 }, new() { Steps = 5 }, new() { Tokens = 3 }, new() { InfoEntries = 1 }, new() { Depth = 1 },
        })
        {
            StageException e = Assert.Throws<StageException>(() => new ShardReader(shard, "object", limits).ReadSteps().Count());
            Assert.Equal(ExitCodes.CorruptInput, e.ExitCode);
        }

        Assert.Equal(6, new ShardReader(shard, "object", new ShardLimits { Bytes = shard.Length, Steps = 6, Tokens = 4, InfoEntries = 2, Depth = 2 }).ReadSteps().Count());
    }

    [Fact]
    public void A_hundred_thousand_random_byte_strings_crash_nothing()
    {
        var random = new Random(20240607);
        byte[] valid = Shards.Write();
        int whole = 0;
        for (int i = 0; i < 100_000; i++)
        {
            byte[] bytes = (i % 4) switch
            {
                0 => RandomBytes(random),
                1 => Mutate(random, valid),
                2 => Resealed(random, Mutate(random, valid)),
                _ => Resealed(random, ForgeRaw(RandomBytes(random))),
            };
            try
            {
                Shards.Read(bytes);
                whole++;
            }
            catch (StageException e) when (e.ExitCode == ExitCodes.CorruptInput)
            {
                Assert.StartsWith("shard-000.msgpack: ", e.Message, StringComparison.Ordinal);
            }
        }

        // Some mutations with recomputed checksums are valid shards with other values; most are not.
        Assert.InRange(whole, 1, 30_000);
    }

    private static StageException Fail(byte[] shard)
    {
        StageException e = Assert.Throws<StageException>(() => Shards.Read(shard));
        Assert.Equal(ExitCodes.CorruptInput, e.ExitCode);
        Assert.StartsWith("shard-000.msgpack: ", e.Message, StringComparison.Ordinal);
        Assert.Matches(@"\(offset \d+\)$", e.Message);
        return e;
    }

    private static long Offset(StageException e) =>
        long.Parse(e.Message[(e.Message.LastIndexOf("offset ", StringComparison.Ordinal) + 7)..^1], System.Globalization.CultureInfo.InvariantCulture);

    private static List<int> RecordStarts(byte[] shard)
    {
        var starts = new List<int>();
        var reader = new MessagePackReader(shard);
        while (!reader.End)
        {
            starts.Add((int)reader.Consumed);
            reader.Skip();
        }

        return starts;
    }

    /// <summary>A shard with right checksums and whatever content.</summary>
    private static byte[] Forge<T>(T header, StepRecord[] steps, int? endCount = null)
    {
        byte[] head = header is object[] values ? [0x92, .. values.SelectMany(v => v is int n ? MessagePackSerializer.Serialize(n) : MessagePackSerializer.Serialize((string)v))] : MessagePackSerializer.Serialize(header);
        return Seal([(0, head), .. steps.Select(step => (1, MessagePackSerializer.Serialize(step))), (2, MessagePackSerializer.Serialize(new ShardEnd { Steps = endCount ?? steps.Length }))]);
    }

    private static byte[] ForgeRaw(byte[] step) =>
        Seal([(0, MessagePackSerializer.Serialize(Shards.Header)), (1, step), (2, MessagePackSerializer.Serialize(new ShardEnd { Steps = 1 }))]);

    private static byte[] Seal((int Kind, byte[] Body)[] records)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var crc = new Crc64();
        foreach ((int kind, byte[] body) in records)
        {
            int start = buffer.WrittenCount;
            var writer = new MessagePackWriter(buffer);
            writer.WriteArrayHeader(3);
            writer.Write(kind);
            writer.WriteRaw(body);
            writer.Flush();
            crc.Append(buffer.WrittenSpan[start..]);
            writer.WriteUInt64(crc.GetCurrentHashAsUInt64());
            writer.Flush();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static byte[] RandomBytes(Random random)
    {
        byte[] bytes = new byte[random.Next(200)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Mutate(Random random, byte[] valid)
    {
        byte[] bytes = (byte[])valid.Clone();
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            int at = random.Next(bytes.Length);
            bytes = random.Next(4) switch
            {
                0 => [.. bytes.AsSpan(0, at), .. bytes.AsSpan(Math.Min(bytes.Length, at + random.Next(1, 9)))],
                1 => [.. bytes.AsSpan(0, at), (byte)random.Next(256), .. bytes.AsSpan(at)],
                _ => [.. bytes.AsSpan(0, at), (byte)random.Next(256), .. bytes.AsSpan(at + 1)],
            };
        }

        return bytes;
    }

    /// <summary>Puts the right checksums wherever the structure still allows it, so that mutations reach what lies behind them.</summary>
    private static byte[] Resealed(Random random, byte[] bytes)
    {
        var records = new List<(int, byte[])>();
        var reader = new MessagePackReader(bytes);
        try
        {
            while (!reader.End)
            {
                reader.ReadArrayHeader();
                records.Add((reader.ReadInt32(), reader.ReadRaw().ToArray()));
                reader.Skip();
            }
        }
        catch (Exception e) when (e is MessagePackSerializationException or EndOfStreamException or OverflowException or ArgumentOutOfRangeException)
        {
            records.Add((random.Next(3), bytes[(int)Math.Min(reader.Consumed, bytes.Length)..]));
        }

        return Seal([.. records]);
    }
}
