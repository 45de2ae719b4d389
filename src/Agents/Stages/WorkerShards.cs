using System.Globalization;
using RL4VLM.Agents.Episodes;
using RL4VLM.Core.Trajectories;

namespace RL4VLM.Agents.Stages;

/// <summary>Writes the shards of one worker as episodes come: <c>shard-000.msgpack</c> and so on, the manifest's tasks one after the other,
/// each beginning a shard of its own. A shard that has grown large is followed by another, between two episodes.</summary>
/// <param name="folder">Where the shards go.</param>
/// <param name="largeBytes">From this size on no further episode is begun in a shard.</param>
public sealed class WorkerShards(string folder, long largeBytes = WorkerShards.LargeBytes) : IDisposable
{
    /// <summary>A quarter of what a reader takes: shards are read into memory whole.</summary>
    public const long LargeBytes = 256L << 20;

    private ShardHeader? header;
    private ShardWriter? writer;
    private int shards;

    /// <summary>Begins the next task.</summary>
    public void Begin(ShardHeader task)
    {
        Finish();
        header = task;
        Open();
    }

    /// <summary>Writes a finished episode's steps.</summary>
    public void Write(Episode episode)
    {
        if (writer is null) throw new InvalidOperationException("no task has begun");
        if (writer.Count > 0 && writer.Bytes >= largeBytes)
        {
            writer.Finish();
            Open();
        }

        foreach (StepRecord step in episode.Steps) writer.Write(step);
    }

    /// <summary>Ends the last shard. Without it that shard is read as damaged, on purpose.</summary>
    public void Finish() => writer?.Finish();

    public void Dispose() => writer?.Dispose();

    private void Open()
    {
        writer?.Dispose();
        writer = ShardWriter.Create(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"shard-{shards++:000}.msgpack")), header!);
    }
}
