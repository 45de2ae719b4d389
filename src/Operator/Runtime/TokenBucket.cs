namespace RL4VLM.Operator.Runtime;

/// <summary>At most <paramref name="rate"/> per second over time, <paramref name="burst"/> at once. Thread-safe.</summary>
public sealed class TokenBucket(double rate, int burst, TimeProvider clock)
{
    private readonly Lock gate = new();
    private double tokens = burst;
    private long last = clock.GetTimestamp();

    /// <summary>Takes a token, one of the future when there is none.</summary>
    /// <returns>How long to wait until it is there.</returns>
    public TimeSpan Reserve()
    {
        lock (gate)
        {
            Refill();
            tokens--;
            return tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-tokens / rate);
        }
    }

    /// <returns>false, and nothing taken, when there is no token now.</returns>
    public bool TryTake()
    {
        lock (gate)
        {
            Refill();
            if (tokens < 1) return false;
            tokens--;
            return true;
        }
    }

    private void Refill()
    {
        long now = clock.GetTimestamp();
        tokens = Math.Min(burst, tokens + (clock.GetElapsedTime(last, now).TotalSeconds * rate));
        last = now;
    }
}
