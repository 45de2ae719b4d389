using Microsoft.Extensions.Logging;

namespace RL4VLM.Core.Stages;

/// <summary>Progress as lines of a log, at most one every ten seconds: no display.</summary>
public sealed class LineProgress(ILogger logger, TimeProvider clock) : IProgress<StageProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private long last = clock.GetTimestamp();

    public void Report(StageProgress value)
    {
        lock (gate)
        {
            if (clock.GetElapsedTime(last) < Interval) return;
            last = clock.GetTimestamp();
            logger.LogInformation("{Stage} {Iteration}: {Percent:0} % {Doing}", value.Stage, value.Iteration, value.Fraction * 100, value.Message);
        }
    }
}
