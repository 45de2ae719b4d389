using System.Text;
using System.Text.Json;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Running;

/// <summary>Stages of one process as a trace-event file (the JSON that Perfetto and chrome://tracing read), written after every stage so that a killed run leaves a usable one.</summary>
public sealed class StageTrace(string path, TimeProvider clock)
{
    private readonly List<(StageKey Key, double Start, double Length, StageSummary Summary)> events = [];
    private readonly long origin = clock.GetTimestamp();

    /// <param name="key">The stage.</param>
    /// <param name="elapsed">How long it took, ending now.</param>
    /// <param name="summary">Its metrics become the event's arguments.</param>
    public void Add(StageKey key, TimeSpan elapsed, StageSummary summary)
    {
        double end = clock.GetElapsedTime(origin).TotalMicroseconds;
        events.Add((key, Math.Max(0, end - elapsed.TotalMicroseconds), elapsed.TotalMicroseconds, summary));
        string temporary = path + ".part";
        File.WriteAllText(temporary, Build(), Encoding.UTF8);
        File.Move(temporary, path, overwrite: true);
    }

    private string Build()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("traceEvents");
            foreach ((StageKey key, double start, double length, StageSummary summary) in events)
            {
                writer.WriteStartObject();
                writer.WriteString("name", key.ToString());
                writer.WriteString("cat", key.Stage);
                writer.WriteString("ph", "X");
                writer.WriteNumber("ts", start);
                writer.WriteNumber("dur", length);
                writer.WriteNumber("pid", Environment.ProcessId);
                writer.WriteNumber("tid", 1);
                writer.WriteStartObject("args");
                foreach ((string name, double value) in summary.Metrics.Concat(summary.Timings))
                {
                    if (double.IsFinite(value)) writer.WriteNumber(name, value);
                }

                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
