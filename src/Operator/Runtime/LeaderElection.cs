using k8s;
using k8s.LeaderElection;
using k8s.LeaderElection.ResourceLock;
using Microsoft.Extensions.Logging;
using RL4VLM.Operator.Runtime.Metrics;

namespace RL4VLM.Operator.Runtime;

/// <summary>One leader among the operator's replicas, by a Lease. Leadership is a matter of time, not of what a loop last said: a
/// process that hangs, sleeps or is cut off stops being the leader before another one can start. Lost is lost: the process ends.</summary>
public sealed class LeaderElection : IDisposable
{
    private static readonly TimeSpan ReleaseTimeout = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly LeaderElectionOptions options;
    private readonly TimedLock lease;
    private readonly LeaderElector elector;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly ITimer watchdog;
    private readonly TaskCompletionSource won = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long? lastRenewal;
    private bool over;

    public LeaderElection(ILock lease, LeaderElectionOptions options, TimeProvider clock, ILogger logger, OperatorMetrics? metrics = null)
    {
        this.options = options;
        this.clock = clock;
        this.logger = logger;
        this.lease = new TimedLock(lease, options, Renewed, clock, logger);
        elector = new LeaderElector(new LeaderElectionConfig(this.lease)
        {
            LeaseDuration = options.LeaseDuration,
            RenewDeadline = options.RenewDeadline,
            RetryPeriod = options.RetryPeriod,
        });
        elector.OnError += e => logger.LogDebug("leader election: {Message}", e.Message);
        watchdog = clock.CreateTimer(_ => CheckTerm(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        metrics?.ObserveLeader(() => IsLeader);
    }

    /// <summary>An election by the Lease <paramref name="name"/>.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="namespace">The operator's own.</param>
    /// <param name="name">Of the Lease.</param>
    /// <param name="identity">Different in every process ever started: a pod's name comes again, and with it a lease nobody holds.</param>
    /// <param name="options">Times.</param>
    /// <param name="clock">Monotonic time.</param>
    /// <param name="logger">Takes who leads and what fails.</param>
    /// <param name="metrics">Gets the leader gauge.</param>
    public static LeaderElection ByLease(IKubernetes client, string @namespace, string name, string identity, LeaderElectionOptions options,
        TimeProvider clock, ILogger logger, OperatorMetrics? metrics = null) =>
        new(new LeaseLock(client, @namespace, name, identity), options, clock, logger, metrics);

    /// <summary>Whether the last renewal is younger than the lease duration less the margin, now, by the monotonic clock.</summary>
    public bool IsLeader
    {
        get
        {
            lock (gate) return !over && lastRenewal is { } renewal && clock.GetElapsedTime(renewal) < options.Term;
        }
    }

    /// <summary>Completes when this process leads.</summary>
    public Task WonAsync(CancellationToken cancellation = default) => won.Task.WaitAsync(cancellation);

    /// <summary>Completes when a leadership was lost: by time, or because the lease is another's. Giving it back is no loss.</summary>
    public Task LostAsync(CancellationToken cancellation = default) => lost.Task.WaitAsync(cancellation);

    /// <summary>Takes part until leadership was lost, or until cancelled; then gives the lease back, so that the next one need not wait
    /// for it to expire. Cancel only when nothing acts as the leader any more.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (!lost.Task.IsCompleted)
            {
                // A loop that hangs is left to itself: the watchdog says when it is over.
                Task ended = await Task.WhenAny(ElectAsync(cancellation), lost.Task).ConfigureAwait(false);
                await ended.ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Resign();
            // Whoever never led may have a first claim under way.
            if (!lost.Task.IsCompleted) await ReleaseAsync().ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        watchdog.Dispose();
        elector.Dispose();
        lease.Dispose();
    }

    private async Task ElectAsync(CancellationToken cancellation)
    {
        try
        {
            await elector.RunUntilLeadershipLostAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            logger.LogWarning("leader election: {Message}", e.Message);
        }

        cancellation.ThrowIfCancellationRequested();
        if (won.Task.IsCompleted) Lose("it was not renewed in time");
        else await Task.Delay(options.RetryPeriod, clock, cancellation).ConfigureAwait(false);
    }

    private void Renewed(long sent)
    {
        lock (gate)
        {
            if (over) return;
            // A renewal that comes after the term is none: others may have begun, and whoever asked has been told.
            if (lastRenewal is { } before && clock.GetElapsedTime(before) >= options.Term) return;
            lastRenewal = sent;
            TimeSpan left = options.Term - clock.GetElapsedTime(sent);
            watchdog.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }

        if (won.TrySetResult()) logger.LogInformation("leader election: {Identity} leads ({Lease})", lease.Identity, lease.Describe());
    }

    private void CheckTerm()
    {
        lock (gate)
        {
            if (over || lastRenewal is not { } renewal) return;
            TimeSpan left = options.Term - clock.GetElapsedTime(renewal);
            if (left > TimeSpan.Zero)
            {
                // Timers may be early, and have whole milliseconds.
                watchdog.Change(left + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
                return;
            }
        }

        Lose($"the last renewal is older than {options.Term}");
    }

    private void Lose(string why)
    {
        lock (gate) over = true;
        lease.Close();
        if (lost.TrySetResult()) logger.LogError("leader election: the lease is lost: {Why}", why);
    }

    private void Resign()
    {
        lock (gate) over = true;
    }

    private async Task ReleaseAsync()
    {
        using var timeout = new CancellationTokenSource(ReleaseTimeout, clock);
        try
        {
            if (await lease.ReleaseAsync(timeout.Token).ConfigureAwait(false)) logger.LogInformation("leader election: {Identity} gave the lease back", lease.Identity);
        }
        catch (Exception e)
        {
            logger.LogWarning("leader election: the lease could not be given back and expires by itself: {Message}", e.Message);
        }
    }
}
