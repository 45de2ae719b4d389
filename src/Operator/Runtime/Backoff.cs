namespace RL4VLM.Operator.Runtime;

/// <summary>Exponential delays with jitter.</summary>
/// <param name="Initial">After the first failure.</param>
/// <param name="Maximum">Never more, jitter included.</param>
/// <param name="Factor">From one failure to the next.</param>
/// <param name="Jitter">Share by which a delay is randomly shortened: 0.5 gives half to all of it.</param>
public sealed record Backoff(TimeSpan Initial, TimeSpan Maximum, double Factor = 2, double Jitter = 0.5)
{
    /// <summary>Of a failed reconcile: 5 ms to 5 minutes.</summary>
    public static Backoff Reconcile { get; } = new(TimeSpan.FromMilliseconds(5), TimeSpan.FromMinutes(5));

    /// <summary>Of a failed list or watch: half a second to half a minute.</summary>
    public static Backoff Connection { get; } = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(30));

    /// <param name="failures">Failures in a row so far, 1 for the first.</param>
    /// <param name="random">A number in [0, 1).</param>
    public TimeSpan Delay(int failures, double random)
    {
        // The exponent is capped: long rows of failures would reach infinity.
        double full = Math.Min(Maximum.Ticks, Initial.Ticks * Math.Pow(Factor, Math.Clamp(failures - 1, 0, 64)));
        return TimeSpan.FromTicks((long)(full * (1 - (Jitter * random))));
    }
}
