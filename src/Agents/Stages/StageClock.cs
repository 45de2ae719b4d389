using System.Diagnostics;
using RL4VLM.Core.Stages;

namespace RL4VLM.Agents.Stages;

/// <summary>Wall and CPU seconds of a stage and its rates, for its summary.</summary>
public sealed class StageClock(TimeProvider clock)
{
    private readonly long start = clock.GetTimestamp();
    private readonly TimeSpan cpu = Cpu();

    /// <summary>Tokens a second so far.</summary>
    public double Rate(long count) => count / Math.Max(1e-9, clock.GetElapsedTime(start).TotalSeconds);

    /// <summary>Timings since construction.</summary>
    /// <param name="tokens">Tokens generated.</param>
    /// <param name="steps">Environment steps made.</param>
    public Dictionary<string, double> Timings(long tokens, long steps)
    {
        using var process = Process.GetCurrentProcess();
        return new Dictionary<string, double>
        {
            [MetricNames.Timing.WallSeconds] = clock.GetElapsedTime(start).TotalSeconds,
            [MetricNames.Timing.CpuSeconds] = (Cpu() - cpu).TotalSeconds,
            [MetricNames.Timing.TokensPerSecond] = Rate(tokens),
            [MetricNames.Timing.StepsPerSecond] = Rate(steps),
            [MetricNames.Timing.ResidentBytes] = process.WorkingSet64,
        };
    }

    private static TimeSpan Cpu()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }
}
