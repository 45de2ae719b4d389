using k8s.Models;
using RL4VLM.Operator.Runtime;
using RL4VLM.Operator.Runtime.Metrics;

namespace RL4VLM.Operator.Tests.Runtime;

public sealed class InformerTests
{
    [Fact]
    public async Task A_list_of_many_pages_is_one_state_and_the_watch_goes_on_from_it()
    {
        await using var test = new InformerHarness(new InformerOptions { PageSize = 3 });
        for (int i = 0; i < 10; i++) test.Source.Put($"a{i}");
        Assert.False(test.Informer.HasSynced);
        await test.StartAsync();
        Assert.True(test.Informer.HasSynced);
        Assert.Equal(10, test.Informer.All().Count);
        Assert.Equal(4, test.Source.CountOf("list"));
        Assert.All(test.Source.Limits, limit => Assert.Equal(3, limit));
        Assert.Equal("watch 110", test.Source.Calls[^1]);
        Assert.Equal(10, test.TakeChanges().Length);

        test.Source.Put("b");
        test.Source.Put("a0");
        test.Source.Delete("a1");
        await test.SettledAsync();
        Assert.Equal(["+b uid-11", "~a0 uid-1", "-a1 uid-2"], test.TakeChanges());
        Assert.Equal("uid-1", test.Informer.Get(InformerHarness.Key("a0"))!.Metadata.Uid);
        Assert.Null(test.Informer.Get(InformerHarness.Key("a1")));
    }

    [Fact]
    public async Task What_nobody_reads_is_not_kept()
    {
        await using var test = new InformerHarness();
        test.Source.Put("a");
        await test.StartAsync();
        test.Source.Put("b");
        await test.SettledAsync();
        test.Informer.Remember(test.Source.Put("c"));
        Assert.All(test.Informer.All(), value => Assert.Null(value.Metadata.ManagedFields));
    }

    [Fact]
    public async Task An_index_follows_the_objects()
    {
        await using var test = new InformerHarness();
        test.Source.Put("a", "one");
        test.Source.Put("b", "one");
        test.Source.Put("c");
        await test.StartAsync();
        Assert.Equal(["a", "b"], test.Informer.ByIndex("one").Select(value => value.Metadata.Name).Order());
        test.Source.Put("a", "two");
        test.Source.Delete("b");
        await test.SettledAsync();
        Assert.Empty(test.Informer.ByIndex("one"));
        Assert.Equal("a", Assert.Single(test.Informer.ByIndex("two")).Metadata.Name);
        Assert.Empty(test.Informer.ByIndex("three"));
    }

    [Fact]
    public async Task A_watch_that_ends_goes_on_from_its_last_event()
    {
        await using var test = new InformerHarness();
        await test.StartAsync();
        test.Source.Put("a");
        await test.SettledAsync();
        test.Source.EndWatches();
        test.Source.Put("b");
        await test.ConvergedAsync();
        Assert.Equal(1, test.Source.CountOf("list"));
        Assert.Equal(["+a uid-1", "+b uid-2"], test.TakeChanges());
    }

    [Fact]
    public async Task A_bookmark_moves_on_where_the_next_watch_begins()
    {
        await using var test = new InformerHarness();
        await test.StartAsync();
        test.Source.Compact();
        test.Source.Bookmark();
        await Wait.For(() => test.Source.Watches > 0, "the watch");
        test.Source.EndWatches();
        await test.WatchingAsync();
        Assert.Equal(["list", "watch 100", "watch 101"], test.Source.Calls);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_watch_that_expired_lists_again_and_announces_what_it_missed(bool byEvent)
    {
        await using var test = new InformerHarness();
        test.Source.Put("kept");
        test.Source.Put("changed");
        test.Source.Put("gone");
        test.Source.Put("recreated");
        await test.StartAsync();
        test.TakeChanges();
        test.Source.OnWatch = _ => throw new IOException("unreachable");
        test.Source.EndWatches();
        test.Source.Put("changed");
        test.Source.Delete("gone");
        test.Source.Delete("recreated");
        test.Source.Put("recreated");
        test.Source.Put("new");
        test.Source.Compact();
        test.Source.OnWatch = byEvent && test.Source.CountOf("list") == 1 ? _ =>
        {
            test.Source.OnWatch = static _ => { };
            throw new ResourceExpiredException("an ERROR event");
        }
        : static _ => { };
        await test.ConvergedAsync();
        await test.WatchingAsync();
        Assert.Equal(2, test.Source.CountOf("list"));
        Assert.Equal(["+new uid-6", "+recreated uid-5", "-gone uid-3", "-recreated uid-4", "~changed uid-2"], test.TakeChanges().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_list_that_expires_between_its_pages_starts_again_and_announces_no_deletion()
    {
        await using var test = new InformerHarness(new InformerOptions { PageSize = 2 });
        for (int i = 0; i < 6; i++) test.Source.Put($"a{i}");
        await test.StartAsync();
        test.TakeChanges();
        int expiries = 0;
        test.Source.OnList = token =>
        {
            if (token is not null && expiries++ == 0) test.Source.Compact();
        };
        test.Source.Compact();
        test.Source.EndWatches();
        await Wait.For(() => test.Source.CountOf("list") >= 3 + 2 + 3, "two lists", test.Clock, TimeSpan.FromSeconds(1));
        await test.WatchingAsync();
        Assert.Empty(test.TakeChanges());
        Assert.True(test.IsConverged());
    }

    [Fact]
    public async Task A_list_that_keeps_expiring_is_asked_for_in_one_piece()
    {
        await using var test = new InformerHarness(new InformerOptions { PageSize = 2 });
        for (int i = 0; i < 6; i++) test.Source.Put($"a{i}");
        test.Source.OnList = token =>
        {
            if (token is not null) test.Source.Compact();
        };
        test.StartOnly();
        await test.ConvergedAsync();
        Assert.Null(test.Source.Limits[^1]);
        Assert.Equal(2, test.Source.Limits[0]);
    }

    [Fact]
    public async Task A_watch_without_a_sign_of_life_is_begun_again()
    {
        using var metrics = new OperatorMetrics();
        using var registry = new PrometheusRegistry(metrics.Meter);
        await using var test = new InformerHarness(new InformerOptions { IdleTimeout = TimeSpan.FromMinutes(5) }, metrics);
        await test.StartAsync();
        await Wait.For(() => test.Source.CountOf("watch") == 1, "the first watch");
        test.Clock.Advance(TimeSpan.FromMinutes(4));
        test.Source.Bookmark();
        long before = test.Clock.GetTimestamp();
        await Wait.For(() => test.Informer.SinceLastTurn == TimeSpan.Zero, "the bookmark");
        test.Clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(1, test.Source.CountOf("watch"));
        Assert.Equal(TimeSpan.FromMinutes(4), test.Informer.SinceLastTurn);
        test.Clock.Advance(TimeSpan.FromMinutes(1));
        await Wait.For(() => test.Source.CountOf("watch") == 2, "the second watch");
        Assert.Contains("rl4vlm_operator_watch_restarts_total{code=\"idle\"} 1\n", registry.Write());
    }

    [Fact]
    public async Task A_server_that_never_answers_a_list_is_asked_again()
    {
        await using var test = new InformerHarness();
        test.StartOnly();
        await test.WatchingAsync();
        var hanging = new HangingSource();
        using var stop = new CancellationTokenSource();
        var informer = new Informer<V1ConfigMap>(hanging, new InformerOptions(), null, test.Clock, new Random(1), Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        Task run = informer.RunAsync(stop.Token);
        await Wait.For(() => hanging.Lists >= 3, "three lists", test.Clock, TimeSpan.FromMinutes(1));
        stop.Cancel();
        await run;
    }

    [Fact]
    public async Task Failures_in_a_row_wait_longer_and_a_healthy_watch_begins_anew_at_once()
    {
        await using var test = new InformerHarness();
        await test.StartAsync();
        test.Source.OnWatch = _ => throw new IOException("unreachable");
        test.Source.EndWatches();
        await Wait.For(() => test.Source.CountOf("watch") >= 12, "many tries", test.Clock, TimeSpan.FromSeconds(1));
        // Eleven waits of 0.25 to 30 s: at least 0.25 + 0.5 + 1 + 2 + 4 + 8 + 5 × 15.
        Assert.InRange(test.Clock.GetUtcNow() - test.Clock.Start, TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(400));
        test.Source.OnWatch = static _ => { };
        await test.WatchingAsync();
        test.Clock.Advance(TimeSpan.FromSeconds(10));
        int watches = test.Source.CountOf("watch");
        test.Source.EndWatches();
        await Wait.For(() => test.Source.CountOf("watch") == watches + 1, "the next watch, without delay");
    }

    [Fact]
    public async Task Watches_end_at_different_times()
    {
        await using var test = new InformerHarness();
        await test.StartAsync();
        for (int i = 2; i < 10; i++)
        {
            test.Clock.Advance(TimeSpan.FromSeconds(10));
            test.Source.EndWatches();
            await Wait.For(() => test.Source.CountOf("watch") == i && test.Source.Watches == 1, "the next watch");
        }

        Assert.All(test.Source.Timeouts, timeout => Assert.InRange(timeout, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10)));
        Assert.Equal(test.Source.Timeouts.Count, test.Source.Timeouts.Distinct().Count());
    }

    [Fact]
    public async Task What_a_watch_lost_comes_with_the_next_full_list()
    {
        await using var test = new InformerHarness(new InformerOptions { RelistInterval = TimeSpan.FromMinutes(30), IdleTimeout = TimeSpan.FromHours(2) });
        test.Source.Put("a");
        await test.StartAsync();
        test.Source.Lose = true;
        test.Source.Delete("a");
        test.Source.Put("b");
        test.Source.Lose = false;
        test.Clock.Advance(TimeSpan.FromMinutes(31));
        test.Source.EndWatches();
        await test.ConvergedAsync();
    }

    [Fact]
    public async Task A_handler_that_fails_costs_nobody_an_event()
    {
        await using var test = new InformerHarness();
        test.Informer.Changed += (_, _) => throw new InvalidOperationException("handler");
        test.Source.Put("a");
        await test.StartAsync();
        test.Source.Put("b");
        await test.SettledAsync();
        Assert.Equal(["+a uid-1", "+b uid-2"], test.TakeChanges());
    }

    private sealed class HangingSource : IObjectSource<V1ConfigMap>
    {
        public int Lists { get; private set; }

        public string Name => "nothing";

        public async Task<ObjectPage<V1ConfigMap>> ListAsync(string? continueToken, int? limit, CancellationToken cancellation)
        {
            Lists++;
            await Task.Delay(Timeout.Infinite, cancellation);
            return new([], "1");
        }

        public IAsyncEnumerable<ObjectEvent<V1ConfigMap>> WatchAsync(string resourceVersion, TimeSpan timeout, CancellationToken cancellation) =>
            throw new InvalidOperationException("never listed");
    }
}
