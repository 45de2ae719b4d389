using RL4VLM.Core.Trajectories;

namespace RL4VLM.Core.Tests.Trajectories;

/// <summary>Shards to test with.</summary>
internal static class Shards
{
    public static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];

    public static ShardHeader Header { get; } = new()
    {
        Run = "default/numberline",
        Iteration = 7,
        PolicyCheckpoint = "0006",
        Worker = 3,
        Task = "numberline",
        EnvironmentVersion = "1",
        TokenizerHash = new string('a', 64),
        Seed = ulong.MaxValue,
    };

    public static StepRecord Step(int episode, int step, bool ends) => new()
    {
        Episode = episode,
        Step = step,
        Image = Png,
        PromptIds = [1, 2, 300, 70000],
        OutputIds = [5, 6, 2],
        LogProbabilities = [-0.5f, -1.25f, -0.001f],
        Temperature = 0.2f,
        ActionStart = 1,
        FinishReason = FinishReason.Stop,
        Action = 1,
        ActionText = "+",
        Legal = true,
        Reward = ends ? 1 : -1,
        Terminated = ends,
        Value = 0.25f,
        ThoughtsTrue = step == 0 ? null : true,
        Success = ends ? true : null,
        EpisodeSeed = 0xFFFF_0000_0000_0001,
        Info = new Dictionary<string, string> { ["target"] = "5", ["current"] = step.ToString() },
    };

    /// <summary>Three episodes of two steps.</summary>
    public static StepRecord[] Steps() => [.. Enumerable.Range(0, 6).Select(i => Step(i / 2, i % 2, i % 2 == 1))];

    public static byte[] Write(IEnumerable<StepRecord>? steps = null, ShardHeader? header = null)
    {
        using var stream = new MemoryStream();
        using var writer = new ShardWriter(stream, header ?? Header);
        foreach (StepRecord step in steps ?? Steps()) writer.Write(step);
        writer.Finish();
        return stream.ToArray();
    }

    public static List<StepRecord> Read(byte[] shard)
    {
        using var reader = new ShardReader(shard, "shard-000.msgpack");
        return [.. reader.ReadSteps()];
    }
}
