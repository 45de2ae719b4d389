using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Time.Testing;
using RL4VLM.Operator.Runtime;

namespace RL4VLM.Operator.Tests.Runtime;

public sealed class RateLimiterTests
{
    private readonly FakeTimeProvider clock = new();

    [Fact]
    public void A_delay_doubles_up_to_the_maximum_and_jitter_only_shortens_it() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(ArbMap.Default.ArbFor<PositiveInt>(), ArbMap.Default.ArbFor<int>(), (failures, seed) =>
        {
            Backoff backoff = Backoff.Reconcile;
            TimeSpan full = backoff.Delay(failures.Get, 0);
            TimeSpan jittered = backoff.Delay(failures.Get, new Random(seed).NextDouble());
            Assert.InRange(jittered, full / 2, full);
            Assert.InRange(full, TimeSpan.FromMilliseconds(5), TimeSpan.FromMinutes(5));
            Assert.True(backoff.Delay(failures.Get + 1, 0) >= full);
        }));

    [Fact]
    public void A_row_of_failures_of_any_length_has_a_finite_delay() => Assert.Equal(TimeSpan.FromMinutes(5), Backoff.Reconcile.Delay(int.MaxValue, 0));

    [Fact]
    public void A_bucket_lets_a_burst_through_and_then_its_rate()
    {
        var bucket = new TokenBucket(10, 5, clock);
        for (int i = 0; i < 5; i++) Assert.Equal(TimeSpan.Zero, bucket.Reserve());
        Assert.Equal(TimeSpan.FromMilliseconds(100), bucket.Reserve());
        Assert.Equal(TimeSpan.FromMilliseconds(200), bucket.Reserve());
        Assert.False(bucket.TryTake());
        clock.Advance(TimeSpan.FromMinutes(1));
        for (int i = 0; i < 5; i++) Assert.True(bucket.TryTake());
        Assert.False(bucket.TryTake());
    }

    [Fact]
    public void Failures_of_many_keys_together_are_held_back_by_the_bucket()
    {
        var limiter = new RateLimiter<int>(Backoff.Reconcile, new TokenBucket(10, 1, clock), new Random(1));
        Assert.True(limiter.Next(0) <= TimeSpan.FromMilliseconds(5));
        Assert.Equal(TimeSpan.FromMilliseconds(100), limiter.Next(1));
        Assert.Equal(TimeSpan.FromMilliseconds(200), limiter.Next(2));
    }
}
