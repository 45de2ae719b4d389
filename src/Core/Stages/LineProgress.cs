using System.Globalization;

namespace RL4VLM.Core.Stages;

/// <summary>Progress as plain lines, at most one every ten seconds: a log, not a display.</summary>
public sealed class LineProgress(TextWriter writer, TimeProvider clock) : IProgress<StageProgress>
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
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{value.Stage} {value.Iteration}: {value.Fraction * 100:0} % {value.Message}"));
        }
    }
}
