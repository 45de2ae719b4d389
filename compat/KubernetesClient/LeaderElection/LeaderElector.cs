using System.Net;
using k8s.Autorest;

namespace k8s.LeaderElection;

/// <summary>
/// Competes for a lock and keeps it renewed. Others' clocks do not matter: a record is stale when it has not changed for
/// the lease's duration by this candidate's own clock.
/// </summary>
public class LeaderElector : IDisposable
{
    // Candidates that start together should not stay in step.
    private const double JitterFactor = 1.2;

    private readonly LeaderElectionConfig config;
    private readonly TimeProvider time;
    private readonly Random random;
    private volatile LeaderElectionRecord observedRecord;
    private DateTimeOffset observedTime;
    private string reportedLeader;

    public LeaderElector(LeaderElectionConfig config)
        : this(config, TimeProvider.System, Random.Shared)
    {
    }

    internal LeaderElector(LeaderElectionConfig config, TimeProvider time, Random random) =>
        (this.config, this.time, this.random) = (config, time, random);

    public event Action OnStartedLeading;

    public event Action OnStoppedLeading;

    /// <summary>Another leader than before was seen, perhaps this candidate itself.</summary>
    public event Action<string> OnNewLeader;

    /// <summary>A try failed; it is made again.</summary>
    public event Action<Exception> OnError;

    public bool IsLeader() => observedRecord?.HolderIdentity is { } holder && holder == config.Lock.Identity;

    public string GetLeader() => observedRecord?.HolderIdentity;

    /// <summary>Waits for leadership, holds it, and returns once it is lost. Cancellation ends both with an <see cref="OperationCanceledException"/>.</summary>
    public async Task RunUntilLeadershipLostAsync(CancellationToken cancellationToken = default)
    {
        while (!await TryAsync(cancellationToken).ConfigureAwait(false))
            await Task.Delay(config.RetryPeriod * (1 + random.NextDouble() * JitterFactor), time, cancellationToken).ConfigureAwait(false);
        try
        {
            OnStartedLeading?.Invoke();
            await RenewAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            OnStoppedLeading?.Invoke();
        }
    }

    /// <summary>Competes again each time leadership is lost, until cancelled.</summary>
    public async Task RunAndTryToHoldLeadershipForeverAsync(CancellationToken cancellationToken = default)
    {
        while (!cancellationToken.IsCancellationRequested)
            await RunUntilLeadershipLostAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        var deadline = time.GetUtcNow() + config.RenewDeadline;
        while (true)
        {
            await Task.Delay(config.RetryPeriod, time, cancellationToken).ConfigureAwait(false);
            if (await TryAsync(cancellationToken).ConfigureAwait(false)) deadline = time.GetUtcNow() + config.RenewDeadline;
            else if (!IsLeader()) return;
            else if (time.GetUtcNow() >= deadline)
            {
                // Not renewed in time: whatever the record says, this is no leader any more.
                observedRecord = null;
                return;
            }
        }
    }

    /// <summary>One try, with its failures reported. It may take as long as a leader may go unrenewed, and no longer.</summary>
    private async Task<bool> TryAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(config.RenewDeadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await TryAcquireOrRenewAsync(either.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            OnError?.Invoke(failure);
            return false;
        }
        finally
        {
            ReportTransition();
        }
    }

    private async Task<bool> TryAcquireOrRenewAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var mine = new LeaderElectionRecord
        {
            HolderIdentity = config.Lock.Identity,
            LeaseDurationSeconds = (int)config.LeaseDuration.TotalSeconds,
            AcquireTime = now.UtcDateTime,
            RenewTime = now.UtcDateTime,
        };

        var present = await PresentAsync(cancellationToken).ConfigureAwait(false);
        if (present is null)
            return await config.Lock.CreateAsync(mine, cancellationToken).ConfigureAwait(false) && Observe(mine, now);

        if (!present.Equals(observedRecord)) Observe(present, now);
        // A record that its holder emptied is free at once.
        var isHeld = !string.IsNullOrEmpty(present.HolderIdentity) && observedTime + TimeSpan.FromSeconds(present.LeaseDurationSeconds) > now;
        if (isHeld && !IsLeader()) return false;

        if (IsLeader()) (mine.AcquireTime, mine.LeaderTransitions) = (present.AcquireTime, present.LeaderTransitions);
        else mine.LeaderTransitions = present.LeaderTransitions + 1;
        return await config.Lock.UpdateAsync(mine, cancellationToken).ConfigureAwait(false) && Observe(mine, now);
    }

    private async Task<LeaderElectionRecord> PresentAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await config.Lock.GetAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (HttpOperationException missing) when (missing.Response?.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private bool Observe(LeaderElectionRecord record, DateTimeOffset now)
    {
        (observedRecord, observedTime) = (record, now);
        return true;
    }

    private void ReportTransition()
    {
        if (observedRecord?.HolderIdentity is not { } leader || leader == reportedLeader) return;
        reportedLeader = leader;
        OnNewLeader?.Invoke(leader);
    }
}
