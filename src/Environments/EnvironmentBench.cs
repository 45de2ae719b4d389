using System.Diagnostics;

namespace RL4VLM.Environments;

/// <summary>What a measurement gave.</summary>
/// <param name="Steps">Steps made, each with its picture.</param>
/// <param name="Episodes">Episodes begun.</param>
/// <param name="Elapsed">Wall time.</param>
/// <param name="CpuTime">Processor time of the whole process.</param>
public sealed record BenchResult(long Steps, long Episodes, TimeSpan Elapsed, TimeSpan CpuTime)
{
    public double StepsPerSecond => Steps / Elapsed.TotalSeconds;

    public double StepsPerCpuSecond => Steps / CpuTime.TotalSeconds;
}

/// <summary>Measures steps per second with rendering, under uniformly random actions on one thread.</summary>
public static class EnvironmentBench
{
    // Where the rules end no episode.
    private const int LongestEpisode = 30;

    /// <param name="environment">Reset and stepped here.</param>
    /// <param name="duration">How long to measure, after a tenth of it to warm up.</param>
    /// <param name="cancellation">Stops between episodes.</param>
    public static BenchResult Run(IEnvironment environment, TimeSpan duration, CancellationToken cancellation = default)
    {
        var random = new Random(1);
        Play(environment, random, duration / 10, cancellation);
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        (long steps, long episodes) = Play(environment, random, duration, cancellation);
        return new BenchResult(steps, episodes, Stopwatch.GetElapsedTime(start), Environment.CpuUsage.TotalTime - before);
    }

    private static (long Steps, long Episodes) Play(IEnvironment environment, Random random, TimeSpan duration, CancellationToken cancellation)
    {
        long steps = 0, episodes = 0, start = Stopwatch.GetTimestamp();
        do
        {
            cancellation.ThrowIfCancellationRequested();
            environment.Reset((ulong)episodes++);
            for (int step = 0; step < LongestEpisode; step++)
            {
                environment.Render();
                steps++;
                if (environment.Step(random.Next(environment.Actions.Count)).Done) break;
            }
        }
        while (Stopwatch.GetElapsedTime(start) < duration);

        return (steps, episodes);
    }
}
