using Microsoft.Extensions.Time.Testing;
using RL4VLM.Operator.Hosting;

namespace RL4VLM.Operator.Tests.Hosting;

public sealed class SharedFlushTests
{
    private readonly FakeTimeProvider clock = new();
    private readonly System.Threading.Channels.Channel<TaskCompletionSource<bool>> flushes = System.Threading.Channels.Channel.CreateUnbounded<TaskCompletionSource<bool>>();
    private readonly SharedFlush flush;

    public SharedFlushTests() => flush = new SharedFlush(
        _ =>
        {
            var made = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            flushes.Writer.TryWrite(made);
            return made.Task;
        },
        clock);

    [Fact]
    public async Task One_waits_until_what_has_ended_is_exported()
    {
        Task wait = flush.WaitAsync(CancellationToken.None);
        TaskCompletionSource<bool> first = await flushes.Reader.ReadAsync();
        Assert.False(wait.IsCompleted);
        first.SetResult(true);
        await wait;
    }

    [Fact]
    public async Task Those_who_come_during_a_flush_share_the_next()
    {
        Task first = flush.WaitAsync(CancellationToken.None);
        TaskCompletionSource<bool> early = await flushes.Reader.ReadAsync();
        Task[] late = [.. Enumerable.Range(0, 8).Select(_ => flush.WaitAsync(CancellationToken.None))];
        early.SetResult(true);
        await first;
        TaskCompletionSource<bool> next = await flushes.Reader.ReadAsync();
        Assert.All(late, wait => Assert.False(wait.IsCompleted));
        next.SetResult(true);
        await Task.WhenAll(late);
        Assert.False(flushes.Reader.TryRead(out _));
    }

    [Fact]
    public async Task One_that_hangs_holds_nobody_for_longer_than_the_limit_and_then_nobody_waits_for_a_while()
    {
        Task wait = flush.WaitAsync(CancellationToken.None);
        TaskCompletionSource<bool> hanging = await flushes.Reader.ReadAsync();
        clock.Advance(SharedFlush.Limit);
        await wait;
        await flush.WaitAsync(CancellationToken.None);
        Assert.False(flushes.Reader.TryRead(out _));
        hanging.SetResult(false);
        clock.Advance(SharedFlush.Pause);
        Task again = flush.WaitAsync(CancellationToken.None);
        (await flushes.Reader.ReadAsync()).SetResult(true);
        await again;
    }

    [Fact]
    public async Task One_that_did_not_get_through_makes_nobody_wait_either()
    {
        Task wait = flush.WaitAsync(CancellationToken.None);
        (await flushes.Reader.ReadAsync()).SetResult(false);
        await wait;
        await flush.WaitAsync(CancellationToken.None);
        Assert.False(flushes.Reader.TryRead(out _));
    }

    [Fact]
    public async Task A_process_that_ends_does_not_wait()
    {
        using var stop = new CancellationTokenSource();
        Task wait = flush.WaitAsync(stop.Token);
        await flushes.Reader.ReadAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }
}
