using k8s.LeaderElection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RL4VLM.Operator.Runtime;
using RL4VLM.Operator.Runtime.Metrics;

namespace RL4VLM.Operator.Tests.Runtime;

public sealed class LeaderElectionTests
{
    // The elector itself knows real time only: short for it where it has to try again, long where it must not.
    private static readonly LeaderElectionOptions Options = new() { RetryPeriod = TimeSpan.FromMilliseconds(20), RenewDeadline = TimeSpan.FromMinutes(5) };

    private readonly FakeTimeProvider clock = new();
    private readonly SharedLease lease = new();

    [Fact]
    public async Task The_first_one_leads_and_says_so()
    {
        using var metrics = new OperatorMetrics();
        using var registry = new PrometheusRegistry(metrics.Meter);
        using var election = new LeaderElection(lease.As("a"), Options, clock, NullLogger.Instance, metrics);
        Assert.Contains("rl4vlm_operator_leader 0\n", registry.Write());
        using var stop = new CancellationTokenSource();
        Task run = election.RunAsync(stop.Token);
        await election.WonAsync().WaitAsync(TimeSpan.FromMinutes(2));
        Assert.True(election.IsLeader);
        Assert.Contains("rl4vlm_operator_leader 1\n", registry.Write());
        Assert.Equal("a", lease.Holder);
        stop.Cancel();
        await run;
        Assert.False(election.IsLeader);
    }

    [Fact]
    public async Task A_lease_given_back_is_taken_over_at_once_although_it_has_not_expired()
    {
        using var first = new LeaderElection(lease.As("a"), Options, clock, NullLogger.Instance);
        using var second = new LeaderElection(lease.As("b"), Options, clock, NullLogger.Instance);
        using var stopFirst = new CancellationTokenSource();
        using var stopSecond = new CancellationTokenSource();
        Task runFirst = first.RunAsync(stopFirst.Token);
        await first.WonAsync().WaitAsync(TimeSpan.FromMinutes(2));
        Task runSecond = second.RunAsync(stopSecond.Token);
        await Wait.For(() => lease.ReadsOf("b") > 1, "the second one to look");
        Assert.False(second.IsLeader);
        stopFirst.Cancel();
        await runFirst;
        Assert.False(first.IsLeader);
        Assert.False(first.LostAsync().IsCompleted);
        await second.WonAsync().WaitAsync(TimeSpan.FromMinutes(2));
        Assert.True(second.IsLeader);
        Assert.Equal("b", lease.Holder);
        stopSecond.Cancel();
        await runSecond;
    }

    [Fact]
    public async Task A_leader_whose_loop_hangs_stops_being_one_before_the_lease_ends()
    {
        using var election = new LeaderElection(lease.As("a"), Options, clock, NullLogger.Instance);
        Task run = election.RunAsync(CancellationToken.None);
        await election.WonAsync().WaitAsync(TimeSpan.FromMinutes(2));
        lease.Hang();
        await Wait.For(() => lease.Hanging, "the loop to hang");
        TimeSpan term = Options.LeaseDuration - Options.Margin;
        clock.Advance(term - TimeSpan.FromMilliseconds(1));
        Assert.True(election.IsLeader);
        Assert.False(election.LostAsync().IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(2));
        Assert.False(election.IsLeader);
        await election.LostAsync().WaitAsync(TimeSpan.FromMinutes(2));
        await run.WaitAsync(TimeSpan.FromMinutes(2));
        lease.Resume();
        Assert.False(election.IsLeader);
    }

    [Fact]
    public async Task A_renewal_that_lands_after_the_term_makes_nobody_the_leader()
    {
        using var election = new LeaderElection(lease.As("a"), Options, clock, NullLogger.Instance);
        Task run = election.RunAsync(CancellationToken.None);
        await election.WonAsync().WaitAsync(TimeSpan.FromMinutes(2));
        lease.Hang();
        await Wait.For(() => lease.Hanging, "the loop to hang");
        clock.Advance(TimeSpan.FromSeconds(20));
        await election.LostAsync().WaitAsync(TimeSpan.FromMinutes(2));
        int writes = lease.Writes;
        lease.Resume();
        await run.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.False(election.IsLeader);
        Assert.InRange(lease.Writes, writes, writes + 1);
    }

    [Fact]
    public async Task Failing_calls_are_tried_again_and_do_not_end_a_leadership_that_lasts()
    {
        using var election = new LeaderElection(lease.As("a"), Options, clock, NullLogger.Instance);
        lease.Failures = 3;
        using var stop = new CancellationTokenSource();
        Task run = election.RunAsync(stop.Token);
        await Wait.For(() => election.IsLeader, "the lease", clock, TimeSpan.FromMilliseconds(20));
        lease.Failures = 4;
        int writes = lease.Writes;
        await Wait.For(() => lease.Failures == 0 && lease.Writes > writes, "a renewal after failures");
        Assert.True(election.IsLeader);
        Assert.False(election.LostAsync().IsCompleted);
        stop.Cancel();
        await run;
    }

    [Fact]
    public async Task A_dead_ones_lease_is_taken_over_by_the_monotonic_clock_whatever_the_wall_clock_does()
    {
        // To the elector, which goes by the wall clock, an hour is left: as if that had been set back.
        LeaderElectionRecord dead = Record("a");
        dead.LeaseDurationSeconds = 3600;
        Assert.True(await lease.As("a").CreateAsync(dead));
        using var election = new LeaderElection(lease.As("b"), Options, clock, NullLogger.Instance);
        using var stop = new CancellationTokenSource();
        Task run = election.RunAsync(stop.Token);
        await Wait.For(() => lease.ReadsOf("b") > 1, "the other one to look");
        clock.Advance(TimeSpan.FromMinutes(59));
        int reads = lease.ReadsOf("b");
        await Wait.For(() => lease.ReadsOf("b") > reads + 1, "it to look again");
        Assert.False(election.IsLeader);
        clock.Advance(TimeSpan.FromMinutes(2));
        await election.WonAsync().WaitAsync(TimeSpan.FromMinutes(2));
        Assert.True(election.IsLeader);
        stop.Cancel();
        await run;
    }

    [Fact]
    public async Task A_jump_of_the_wall_clock_takes_over_no_lease()
    {
        // The elector believes the lease to be over as soon as it has seen it twice: its own lease lasts no time at all.
        var impatient = Options with { LeaseDuration = TimeSpan.FromSeconds(15) };
        using var timed = new TimedLock(lease.As("b"), impatient, _ => { }, clock, NullLogger.Instance);
        Assert.True(await lease.As("a").CreateAsync(Record("a")));
        await timed.GetAsync();
        Assert.False(await timed.UpdateAsync(Record("b")));
        clock.Advance(TimeSpan.FromSeconds(14));
        await timed.GetAsync();
        Assert.False(await timed.UpdateAsync(Record("b")));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await timed.UpdateAsync(Record("b")));
    }

    [Fact]
    public async Task A_lease_without_a_holder_is_free_and_not_missing()
    {
        using var timed = new TimedLock(lease.As("b"), Options, _ => { }, clock, NullLogger.Instance);
        LeaderElectionRecord empty = Record("");
        empty.HolderIdentity = null!;
        Assert.True(await lease.As("a").CreateAsync(empty));
        Assert.Equal("", (await timed.GetAsync()).HolderIdentity);
        Assert.True(await timed.UpdateAsync(Record("b")));
    }

    private static LeaderElectionRecord Record(string holder) =>
        new() { HolderIdentity = holder, LeaseDurationSeconds = 15, AcquireTime = DateTime.UnixEpoch, RenewTime = DateTime.UnixEpoch };
}
