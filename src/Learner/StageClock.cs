using System.Diagnostics;
using RL4VLM.Core.Stages;

namespace RL4VLM.Learner;

/// <summary>Wall and CPU seconds of a stage for its summary.</summary>
public sealed class StageClock(TimeProvider clock)
{
    private readonly long start = clock.GetTimestamp();
    private readonly TimeSpan cpu = Cpu();

    /// <summary>Timings since construction.</summary>
    /// <param name="tokens">Tokens processed, for the rate.</param>
    public Dictionary<string, double> Timings(long tokens)
    {
        double wall = clock.GetElapsedTime(start).TotalSeconds;
        using var process = Process.GetCurrentProcess();
        return new Dictionary<string, double>
        {
            [MetricNames.Timing.WallSeconds] = wall,
            [MetricNames.Timing.CpuSeconds] = (Cpu() - cpu).TotalSeconds,
            [MetricNames.Timing.TokensPerSecond] = wall > 0 ? tokens / wall : 0,
            [MetricNames.Timing.ResidentBytes] = process.WorkingSet64,
        };
    }

    private static TimeSpan Cpu()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }
}
