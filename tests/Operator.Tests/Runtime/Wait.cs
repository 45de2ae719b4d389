using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace RL4VLM.Operator.Tests.Runtime;

/// <summary>Waits for what other threads do, without sleeping.</summary>
internal static class Wait
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

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
            // Through the pool's queue, so that whatever became ready runs first.
            for (int i = 0; i < 20 && !condition(); i++) await Task.Run(static () => { });
        }
    }
}
