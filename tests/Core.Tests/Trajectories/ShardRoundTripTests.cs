using System.Text;
using RL4VLM.Core.Stages;
using RL4VLM.Core.Trajectories;

namespace RL4VLM.Core.Tests.Trajectories;

public sealed class ShardRoundTripTests
{
    [Fact]
    public void Every_field_comes_back()
    {
        StepRecord[] steps = Shards.Steps();
        byte[] shard = Shards.Write(steps);
        using var reader = new ShardReader(shard, "shard");

        Assert.Equal(Shards.Header, reader.Header);
        StepRecord[] read = [.. reader.ReadSteps()];
        Assert.Equal(steps.Length, read.Length);
        foreach ((StepRecord expected, StepRecord actual) in steps.Zip(read)) Assert.Equivalent(expected, actual, strict: true);
        Assert.Equal(steps.Length, reader.ReadSteps().Count());
    }

    [Fact]
    public void Equal_steps_give_equal_bytes() => Assert.Equal(Shards.Write(), Shards.Write());

    [Fact]
    public void The_bytes_are_the_documented_ones()
    {
        // docs/shards.md, "Example": header, no steps, end.
        var header = new ShardHeader { Run = "r", Iteration = 1, PolicyCheckpoint = "0000", Worker = 0, Task = "t", EnvironmentVersion = "1", TokenizerHash = "h", Seed = 300 };
        Assert.Equal(
            "9300" + "9901A17201A43030303000A174A131A168CD012C" + "CF" + "7209A4446CE2A15A" +
            "9302" + "9100" + "CF" + "F72474F5FE422673",
            Convert.ToHexString(Shards.Write([], header)));
    }

    [Fact]
    public void A_shard_without_steps_is_valid() => Assert.Empty(Shards.Read(Shards.Write([])));

    [Fact]
    public void A_file_is_written_and_read()
    {
        string path = Path.Combine(Path.GetTempPath(), $"shard-{Guid.NewGuid():N}.msgpack");
        try
        {
            using (ShardWriter writer = ShardWriter.Create(path, Shards.Header))
            {
                foreach (StepRecord step in Shards.Steps()) writer.Write(step);
                writer.Finish();
            }

            Assert.Equal(Shards.Write(), File.ReadAllBytes(path));
            using ShardReader reader = ShardReader.Open(path);
            Assert.Equal(6, reader.ReadSteps().Count());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        StageException e = Assert.Throws<StageException>(() => ShardReader.Open("/nowhere/shard-000.msgpack"));
        Assert.Equal(ExitCodes.CorruptInput, e.ExitCode);
        Assert.Contains("/nowhere/shard-000.msgpack", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_writer_refuses_what_the_reader_would_and_writes_nothing_of_it()
    {
        using var stream = new MemoryStream();
        using var writer = new ShardWriter(stream, Shards.Header);
        writer.Write(Shards.Step(0, 0, ends: false));
        long before = stream.Length;
        Assert.Contains("actionStart", Assert.Throws<ArgumentException>(() => writer.Write(Shards.Step(0, 1, true) with { ActionStart = 4 })).Message, StringComparison.Ordinal);
        Assert.Contains("step 2", Assert.Throws<ArgumentException>(() => writer.Write(Shards.Step(0, 2, true))).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(writer.Finish);
        Assert.Equal(before, stream.Length);
        writer.Write(Shards.Step(0, 1, ends: true));
        writer.Finish();
        Assert.Equal(2, Shards.Read(stream.ToArray()).Count);
        Assert.Throws<ObjectDisposedException>(() => writer.Write(Shards.Step(1, 0, true)));
    }

    [Fact]
    public void A_shard_that_was_not_completed_does_not_read_as_whole()
    {
        using var stream = new MemoryStream();
        using (var writer = new ShardWriter(stream, Shards.Header)) writer.Write(Shards.Step(0, 0, ends: true));
        StageException e = Assert.Throws<StageException>(() => Shards.Read(stream.ToArray()));
        Assert.Contains("without an end record", e.Message, StringComparison.Ordinal);
        Assert.Contains($"offset {stream.Length}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_of_any_script_survives()
    {
        string text = "♥K − “π” \0 \uD83C\uDCA1" + new string('x', 70000);
        StepRecord step = Shards.Step(0, 0, true) with { ActionText = text };
        Assert.Equal(text, Shards.Read(Shards.Write([step]))[0].ActionText);
        Assert.True(Encoding.UTF8.GetByteCount(text) > 65535);
    }
}
