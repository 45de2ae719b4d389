using System.Globalization;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Running;

/// <summary>One line per finished stage: for logs and pipes.</summary>
public sealed class PlainRunDisplay(TextWriter writer, int iterations, TimeProvider clock) : IRunDisplay
{
    private readonly long start = clock.GetTimestamp();

    public Task ShowAsync(Func<Task> work) => work();

    public void Started(StageKey key, int done, int total, TimeSpan? remaining)
    {
    }

    public void Report(StageProgress value)
    {
    }

    public void Finished(StageKey key, StageSummary summary, TimeSpan elapsed) => writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"[{clock.GetElapsedTime(start).TotalSeconds,7:0.0} s] {StageLine.Title(key, iterations),-26} {elapsed.TotalSeconds,6:0.0} s  {StageLine.Figures(summary)}").TrimEnd());
}
