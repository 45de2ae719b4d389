using System.Globalization;
using RL4VLM.Cli.Output;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Running;

/// <summary>One line per finished stage, and one every half minute of a long one: for logs and pipes.</summary>
public sealed class PlainRunDisplay(TextWriter writer, int iterations, TimeProvider clock) : IRunDisplay
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    private readonly long start = clock.GetTimestamp();
    private readonly Lock gate = new();
    private string title = "";
    private long begun;
    private long last;

    public Task ShowAsync(Func<Task> work) => work();

    public void Started(StageKey key, int done, int total, TimeSpan? remaining)
    {
        lock (gate)
        {
            title = StageLine.Title(key, iterations);
            begun = last = clock.GetTimestamp();
        }
    }

    public void Report(StageProgress value)
    {
        lock (gate)
        {
            if (title.Length == 0 || clock.GetElapsedTime(last) < Silence) return;
            last = clock.GetTimestamp();
            Write(title, clock.GetElapsedTime(begun), $"{Format.Percent(value.Fraction)}  {value.Message}");
        }
    }

    public void Finished(StageKey key, StageSummary summary, TimeSpan elapsed)
    {
        lock (gate)
        {
            title = "";
            Write(StageLine.Title(key, iterations), elapsed, StageLine.Figures(summary));
        }
    }

    private void Write(string stage, TimeSpan elapsed, string text) => writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"[{clock.GetElapsedTime(start).TotalSeconds,7:0.0} s] {stage,-26} {elapsed.TotalSeconds,6:0.0} s  {text}").TrimEnd());
}
