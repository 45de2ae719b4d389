namespace RL4VLM.Operator.Hosting;

/// <summary>Flushes of the exporter, shared by all who wait at the same time and never in anybody's way for long.</summary>
/// <param name="flush">Exports what has ended by then; whether it got through within the time given.</param>
/// <param name="clock">Time.</param>
internal sealed class SharedFlush(Func<TimeSpan, Task<bool>> flush, TimeProvider clock)
{
    /// <summary>Most time that one waits.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    /// <summary>After a flush that did not get through nobody waits for so long.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private Task<bool> running = Task.FromResult(true);
    private Task<bool>? next;
    private DateTimeOffset resume;

    /// <summary>Waits for a flush that began after this call, for <see cref="Limit"/> at most.</summary>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        Task<bool> mine;
        lock (gate)
        {
            if (clock.GetUtcNow() < resume) return;
            // One under way may have begun too early for us; the one after it serves all who have come by then.
            Task<bool> before = running;
            mine = next ?? (before.IsCompleted ? running = Task.Run(() => flush(Limit), CancellationToken.None) : next = Task.Run(() => AfterAsync(before), CancellationToken.None));
        }

        try
        {
            if (await mine.WaitAsync(Limit, clock, cancellation).ConfigureAwait(false)) return;
        }
        catch (TimeoutException)
        {
            // As one that did not get through.
        }

        lock (gate) resume = clock.GetUtcNow() + Pause;
    }

    private async Task<bool> AfterAsync(Task<bool> before)
    {
        await ((Task)before).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (gate) (running, next) = (next!, null);
        return await flush(Limit).ConfigureAwait(false);
    }
}
