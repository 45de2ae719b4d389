using System.Buffers;
using MessagePack;

namespace RL4VLM.Core.Trajectories;

/// <summary>Array encoding of <see cref="ShardHeader"/> and <see cref="StepRecord"/> by their keys (docs/shards.md), without reflection.</summary>
internal static class StepCodec
{
    private const int HeaderFields = 9, StepFields = 21;

    public static void Write(ref MessagePackWriter writer, ShardHeader header)
    {
        writer.WriteArrayHeader(HeaderFields);
        writer.Write(header.Schema);
        writer.Write(header.Run);
        writer.Write(header.Iteration);
        writer.Write(header.PolicyCheckpoint);
        writer.Write(header.Worker);
        writer.Write(header.Task);
        writer.Write(header.EnvironmentVersion);
        writer.Write(header.TokenizerHash);
        writer.Write(header.Seed);
    }

    public static ShardHeader ReadHeader(ref MessagePackReader reader)
    {
        Expect(reader.ReadArrayHeader(), HeaderFields, "a shard header");
        int schema = reader.ReadInt32();
        if (schema != ShardHeader.CurrentSchema)
            throw new MessagePackSerializationException($"schema {schema}; this build reads schema {ShardHeader.CurrentSchema}");
        return new ShardHeader
        {
            Schema = schema,
            Run = Text(ref reader),
            Iteration = reader.ReadInt32(),
            PolicyCheckpoint = Text(ref reader),
            Worker = reader.ReadInt32(),
            Task = Text(ref reader),
            EnvironmentVersion = Text(ref reader),
            TokenizerHash = Text(ref reader),
            Seed = reader.ReadUInt64(),
        };
    }

    public static void Write(ref MessagePackWriter writer, StepRecord step)
    {
        writer.WriteArrayHeader(StepFields);
        writer.Write(step.Episode);
        writer.Write(step.Step);
        writer.Write(step.Image);
        WriteInts(ref writer, step.PromptIds);
        WriteInts(ref writer, step.OutputIds);
        writer.WriteArrayHeader(step.LogProbabilities.Length);
        foreach (float value in step.LogProbabilities)
            writer.Write(value);
        writer.Write(step.Temperature);
        writer.Write(step.ActionStart);
        writer.Write((int)step.FinishReason);
        writer.Write(step.Action);
        writer.Write(step.ActionText);
        writer.Write(step.Legal);
        writer.Write(step.Reward);
        writer.Write(step.Terminated);
        writer.Write(step.Truncated);
        writer.Write(step.Value);
        WriteBoolean(ref writer, step.ThoughtsTrue);
        writer.Write(step.HeldOut);
        WriteBoolean(ref writer, step.Success);
        writer.Write(step.EpisodeSeed);
        writer.WriteMapHeader(step.Info.Count);
        foreach (var (key, value) in step.Info.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            writer.Write(key);
            writer.Write(value);
        }
    }

    public static StepRecord ReadStep(ref MessagePackReader reader)
    {
        Expect(reader.ReadArrayHeader(), StepFields, "a step");
        return new StepRecord
        {
            Episode = reader.ReadInt32(),
            Step = reader.ReadInt32(),
            Image = reader.ReadBytes()?.ToArray() ?? throw new MessagePackSerializationException("the observation is missing"),
            PromptIds = ReadInts(ref reader),
            OutputIds = ReadInts(ref reader),
            LogProbabilities = ReadFloats(ref reader),
            Temperature = reader.ReadSingle(),
            ActionStart = reader.ReadInt32(),
            FinishReason = (FinishReason)reader.ReadInt32(),
            Action = reader.ReadInt32(),
            ActionText = Text(ref reader),
            Legal = reader.ReadBoolean(),
            Reward = reader.ReadSingle(),
            Terminated = reader.ReadBoolean(),
            Truncated = reader.ReadBoolean(),
            Value = reader.ReadSingle(),
            ThoughtsTrue = ReadBoolean(ref reader),
            HeldOut = reader.ReadBoolean(),
            Success = ReadBoolean(ref reader),
            EpisodeSeed = reader.ReadUInt64(),
            Info = ReadInfo(ref reader),
        };
    }

    private static void WriteInts(ref MessagePackWriter writer, int[] values)
    {
        writer.WriteArrayHeader(values.Length);
        foreach (int value in values)
            writer.Write(value);
    }

    private static void WriteBoolean(ref MessagePackWriter writer, bool? value)
    {
        if (value is { } known)
            writer.Write(known);
        else
            writer.WriteNil();
    }

    private static int[] ReadInts(ref MessagePackReader reader)
    {
        var values = new int[reader.ReadArrayHeader()];
        for (int i = 0; i < values.Length; i++)
            values[i] = reader.ReadInt32();
        return values;
    }

    private static float[] ReadFloats(ref MessagePackReader reader)
    {
        var values = new float[reader.ReadArrayHeader()];
        for (int i = 0; i < values.Length; i++)
            values[i] = reader.ReadSingle();
        return values;
    }

    private static bool? ReadBoolean(ref MessagePackReader reader) => reader.TryReadNil() ? null : reader.ReadBoolean();

    private static Dictionary<string, string> ReadInfo(ref MessagePackReader reader)
    {
        int count = reader.ReadMapHeader();
        var info = new Dictionary<string, string>(count);
        for (int i = 0; i < count; i++)
        {
            string key = Text(ref reader);
            if (!info.TryAdd(key, Text(ref reader)))
                throw new MessagePackSerializationException($"the info key '{key}' is there twice");
        }

        return info;
    }

    private static string Text(ref MessagePackReader reader) => reader.ReadString() ?? throw new MessagePackSerializationException("a text is missing");

    private static void Expect(int found, int wanted, string what)
    {
        if (found != wanted)
            throw new MessagePackSerializationException($"{what} has {wanted} fields, found {found}");
    }
}
