using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace RL4VLM.Operator.Tests.Runtime;

/// <summary>Waits for what other threads do, without sleeping.</summary>
internal static class Wait
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Real time between two steps of the fake one: on a busy machine it would otherwise run hours ahead of a thread that is not scheduled.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(2);

    public static Task For(Func<bool> condition, string what) => For(condition, what, static () => { });

    /// <summary>Lets the fake time go on in steps until the condition holds.</summary>
    public static Task For(Func<bool> condition, string what, FakeTimeProvider clock, TimeSpan step) => For(condition, what, () => clock.Advance(step));

    private static async Task For(Func<bool> condition, string what, Action between)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > Limit) throw new TimeoutException($"waited in vain for {what}");
            between();
            long turn = Stopwatch.GetTimestamp();
            // Through the pool's queue, so that whatever became ready runs first.
            do await Task.Run(static () => { });
            while (!condition() && Stopwatch.GetElapsedTime(turn) < Turn);
        }
    }
}
