using System.Net;
using k8s.Autorest;
using k8s.LeaderElection;

namespace RL4VLM.Operator.Tests.Runtime;

/// <summary>A lease in memory that several electors contend for.</summary>
internal sealed class SharedLease
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> reads = [];
    private LeaderElectionRecord? record;
    private TaskCompletionSource? hang;

    public string? Holder
    {
        get
        {
            lock (gate) return record?.HolderIdentity;
        }
    }

    /// <summary>So many calls fail as on a broken connection.</summary>
    public int Failures { get; set; }

    public int Writes { get; private set; }

    public bool Hanging { get; private set; }

    public int ReadsOf(string identity)
    {
        lock (gate) return reads.GetValueOrDefault(identity);
    }

    public ILock As(string identity) => new View(this, identity);

    /// <summary>Calls from now on wait, and cancellation does not reach them.</summary>
    public void Hang() => hang = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Resume() => hang!.SetResult();

    private static LeaderElectionRecord Copy(LeaderElectionRecord value) => new()
    {
        HolderIdentity = value.HolderIdentity,
        LeaseDurationSeconds = value.LeaseDurationSeconds,
        AcquireTime = value.AcquireTime,
        RenewTime = value.RenewTime,
        LeaderTransitions = value.LeaderTransitions,
    };

    private async Task CallAsync()
    {
        if (hang is { } waiting)
        {
            Hanging = true;
            await waiting.Task;
        }

        lock (gate)
        {
            if (Failures == 0) return;
            Failures--;
        }

        throw new HttpRequestException("connection refused");
    }

    private sealed class View(SharedLease lease, string identity) : ILock
    {
        private LeaderElectionRecord? read;

        public string Identity => identity;

        public string Describe() => "lease in memory";

        public async Task<LeaderElectionRecord> GetAsync(CancellationToken cancellationToken = default)
        {
            await lease.CallAsync();
            lock (lease.gate)
            {
                lease.reads[identity] = lease.reads.GetValueOrDefault(identity) + 1;
                if (lease.record is null)
                {
                    throw new HttpOperationException("not found") { Response = new HttpResponseMessageWrapper(new HttpResponseMessage(HttpStatusCode.NotFound), "") };
                }

                read = lease.record;
                return Copy(read);
            }
        }

        public async Task<bool> CreateAsync(LeaderElectionRecord record, CancellationToken cancellationToken = default)
        {
            await lease.CallAsync();
            lock (lease.gate)
            {
                if (lease.record is not null) return false;
                lease.record = read = Copy(record);
                lease.Writes++;
                return true;
            }
        }

        public async Task<bool> UpdateAsync(LeaderElectionRecord record, CancellationToken cancellationToken = default)
        {
            await lease.CallAsync();
            lock (lease.gate)
            {
                // As by resourceVersion: only on what was read.
                if (!ReferenceEquals(lease.record, read)) return false;
                lease.record = read = Copy(record);
                lease.Writes++;
                return true;
            }
        }
    }
}
