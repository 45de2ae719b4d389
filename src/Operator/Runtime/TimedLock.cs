using System.Net;
using k8s.Autorest;
using k8s.LeaderElection;
using Microsoft.Extensions.Logging;

namespace RL4VLM.Operator.Runtime;

/// <summary>Stands between the elector and the lease and makes up for what the elector lacks: it notes when a renewal was sent (by a
/// monotonic clock), lets no jump of the wall clock take over a lease early or late, turns failures of the network into "not renewed, try
/// again", and gives the lease back.</summary>
/// <param name="inner">The lease.</param>
/// <param name="options">Times.</param>
/// <param name="renewed">Called with the time at which a renewal that succeeded was sent.</param>
/// <param name="clock">Monotonic time.</param>
/// <param name="logger">Takes failures.</param>
internal sealed class TimedLock(ILock inner, LeaderElectionOptions options, Action<long> renewed, TimeProvider clock, ILogger logger) : ILock, IDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly Lock sight = new();
    private (string? Holder, DateTime? Renewed, int Transitions, int Seconds) seen;
    private long seenAt;
    private volatile bool closed;

    public string Identity => inner.Identity;

    public string Describe() => inner.Describe();

    public async Task<LeaderElectionRecord> GetAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            LeaderElectionRecord record = await inner.GetAsync(cancellationToken).ConfigureAwait(false);
            // A lease given back has no holder. The elector takes null for "there is no lease", tries to create it and never succeeds.
            record.HolderIdentity ??= "";
            record.AcquireTime ??= DateTime.UnixEpoch;
            record.RenewTime ??= DateTime.UnixEpoch;
            See(record);
            // The elector would wait by the wall clock, which may have been set back: to it the lease of one who is gone is free.
            if (record.HolderIdentity != Identity && !IsHeldByAnother()) record.HolderIdentity = "";
            return record;
        }
        catch (Exception e) when (e is not HttpOperationException and not OperationCanceledException)
        {
            logger.LogWarning("lease {Lease}: cannot be read: {Message}", Describe(), e.Message);
            // The elector gives up on any other exception, and goes on trying on this one.
            throw new HttpOperationException(e.Message, e)
            {
                Response = new HttpResponseMessageWrapper(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable), e.Message),
            };
        }
    }

    public Task<bool> CreateAsync(LeaderElectionRecord record, CancellationToken cancellationToken = default) =>
        WriteAsync("created", inner.CreateAsync, record, cancellationToken);

    public Task<bool> UpdateAsync(LeaderElectionRecord record, CancellationToken cancellationToken = default) =>
        IsHeldByAnother() ? Task.FromResult(false) : WriteAsync("updated", inner.UpdateAsync, record, cancellationToken);

    /// <summary>No write after this one; the others find the lease free at once.</summary>
    /// <returns>Whether it was ours.</returns>
    public async Task<bool> ReleaseAsync(CancellationToken cancellation)
    {
        // A renewal under way ends first: landing later it would take the lease again, for nobody.
        await gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            closed = true;
            LeaderElectionRecord record = await inner.GetAsync(cancellation).ConfigureAwait(false);
            if (record.HolderIdentity != Identity) return false;
            record.HolderIdentity = null!;
            record.LeaseDurationSeconds = 1;
            return await inner.UpdateAsync(record, cancellation).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Refuses every later write without giving the lease back.</summary>
    public void Close() => closed = true;

    public void Dispose() => gate.Dispose();

    /// <summary>Whether somebody else has renewed within the lease's time, which the holder may have set longer than ours.</summary>
    private bool IsHeldByAnother()
    {
        lock (sight)
        {
            if (seen.Holder is not { Length: > 0 } holder || holder == Identity) return false;
            TimeSpan theirs = TimeSpan.FromSeconds(seen.Seconds);
            return clock.GetElapsedTime(seenAt) < (theirs > options.LeaseDuration ? theirs : options.LeaseDuration);
        }
    }

    private void See(LeaderElectionRecord record)
    {
        var now = (record.HolderIdentity, record.RenewTime, record.LeaderTransitions, record.LeaseDurationSeconds);
        lock (sight)
        {
            if (now == seen) return;
            seen = now;
            seenAt = clock.GetTimestamp();
        }
    }

    private async Task<bool> WriteAsync(string action, Func<LeaderElectionRecord, CancellationToken, Task<bool>> write, LeaderElectionRecord record, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (closed) return false;
            long sent = clock.GetTimestamp();
            bool written = await write(record, cancellation).ConfigureAwait(false);
            if (written) renewed(sent);
            return written;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            logger.LogWarning("lease {Lease}: cannot be {Action}: {Message}", Describe(), action, e.Message);
            return false;
        }
        finally
        {
            gate.Release();
        }
    }
}
