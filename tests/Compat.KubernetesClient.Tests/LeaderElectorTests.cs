using System.Net;
using k8s;
using k8s.Autorest;
using k8s.LeaderElection;
using k8s.LeaderElection.ResourceLock;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;

namespace RL4VLM.Compat.KubernetesClient.Tests;

/// <summary>The clock is the test's, and everything the elector does happens inside the call that advances it.</summary>
public sealed class LeaderElectorTests
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.Parse("2025-01-01T00:00:00Z"));
    private readonly SharedRecord record = new();

    [Fact]
    public async Task One_of_two_leads_and_the_other_takes_over_when_renewals_stop()
    {
        using CancellationTokenSource stopA = new();
        using CancellationTokenSource stopB = new();
        Candidate a = Start("a", stopA.Token);
        Candidate b = Start("b", stopB.Token);
        Assert.Equal((true, false), (a.Elector.IsLeader(), b.Elector.IsLeader()));
        Pass(seconds: 60);
        Assert.Equal((true, false), (a.Elector.IsLeader(), b.Elector.IsLeader()));
        Assert.Equal(["leader a", "started"], a.Log);
        Assert.Equal(["leader a"], b.Log);

        await stopA.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => a.Run);
        Assert.Equal("stopped", a.Log[^1]);
        Pass(seconds: 13);
        Assert.False(b.Elector.IsLeader());
        Pass(seconds: 12);
        Assert.True(b.Elector.IsLeader());
        Assert.Equal(["leader a", "leader b", "started"], b.Log);
        Assert.Equal(("b", 1), (record.Value!.HolderIdentity, record.Value.LeaderTransitions));
        await stopB.CancelAsync();
    }

    [Fact]
    public async Task A_leader_that_cannot_renew_stops_before_another_may_start()
    {
        using CancellationTokenSource stop = new();
        Candidate a = Start("a", stop.Token);
        Candidate b = Start("b", stop.Token);
        a.Lock.Failure = new HttpRequestException("no route");
        for (int second = 0; second < 30 && !b.Elector.IsLeader(); second++)
        {
            Pass(seconds: 1);
            Assert.False(a.Elector.IsLeader() && b.Elector.IsLeader());
        }
        Assert.True(b.Elector.IsLeader());
        await a.Run;
        Assert.Equal("stopped", a.Log[^1]);
        Assert.Contains("error HttpRequestException", a.Log);
        await stop.CancelAsync();
    }

    [Fact]
    public async Task A_short_outage_does_not_cost_the_lead()
    {
        using CancellationTokenSource stop = new();
        Candidate a = Start("a", stop.Token);
        Candidate b = Start("b", stop.Token);
        a.Lock.Failure = new HttpRequestException("no route");
        Pass(seconds: 7);
        a.Lock.Failure = null;
        Pass(seconds: 30);
        Assert.Equal((true, false), (a.Elector.IsLeader(), b.Elector.IsLeader()));
        await stop.CancelAsync();
    }

    [Fact]
    public async Task A_leader_that_sees_another_holder_stops_at_once()
    {
        using CancellationTokenSource stop = new();
        Candidate a = Start("a", stop.Token);
        record.Value = new() { HolderIdentity = "thief", LeaseDurationSeconds = 15, AcquireTime = DateTime.UnixEpoch, RenewTime = DateTime.UnixEpoch };
        Pass(seconds: 2);
        await a.Run;
        Assert.Equal(["leader a", "started", "leader thief", "stopped"], a.Log);
        await stop.CancelAsync();
    }

    [Fact]
    public async Task The_times_of_other_machines_do_not_matter()
    {
        record.Value = new() { HolderIdentity = "b", LeaseDurationSeconds = 15, AcquireTime = DateTime.MaxValue, RenewTime = DateTime.MaxValue };
        using CancellationTokenSource stop = new();
        Candidate a = Start("a", stop.Token);
        Pass(seconds: 14);
        Assert.False(a.Elector.IsLeader());
        Pass(seconds: 6);
        Assert.True(a.Elector.IsLeader());
        await stop.CancelAsync();
    }

    [Fact]
    public async Task Leadership_lost_is_competed_for_again_forever()
    {
        using CancellationTokenSource stop = new();
        Candidate a = Start("a", stop.Token, forever: true);
        a.Lock.Failure = new HttpRequestException("no route");
        Pass(seconds: 12);
        Assert.False(a.Elector.IsLeader());
        a.Lock.Failure = null;
        Pass(seconds: 20);
        Assert.Equal(2, a.Log.Count(entry => entry == "started"));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => a.Run);
    }

    [Fact]
    public async Task A_lease_is_created_read_and_replaced_with_its_version_and_microseconds()
    {
        string? stored = null;
        int version = 0;
        Transport server = new(sent =>
        {
            if (sent.Method == "GET") return stored is null ? Transport.Answer("{}", HttpStatusCode.NotFound) : Transport.Answer(stored);
            V1Lease lease = KubernetesJson.Deserialize<V1Lease>(sent.Body);
            if (sent.Method == "PUT" && lease.ResourceVersion() != $"{version}") return Transport.Answer("{}", HttpStatusCode.Conflict);
            lease.Metadata.ResourceVersion = $"{++version}";
            return Transport.Answer(stored = KubernetesJson.Serialize(lease));
        });
        using Kubernetes client = server.Client();
        LeaseLock mine = new(client, "n", "operator", "me");
        LeaderElectionRecord record = new() { HolderIdentity = "me", LeaseDurationSeconds = 15, AcquireTime = DateTime.UnixEpoch, RenewTime = DateTime.UnixEpoch };
        Assert.Equal(HttpStatusCode.NotFound, (await Assert.ThrowsAsync<HttpOperationException>(() => mine.GetAsync())).Response.StatusCode);
        Assert.True(await mine.CreateAsync(record));
        Assert.Contains(""""renewTime":"1970-01-01T00:00:00.000000Z"""", server.Last.Body);
        Assert.Equal("/apis/coordination.k8s.io/v1/namespaces/n/leases", server.Last.PathAndQuery);

        LeaseLock other = new(client, "n", "operator", "other");
        Assert.Equal(record, await other.GetAsync());
        Assert.True(await mine.UpdateAsync(record));
        Assert.False(await other.UpdateAsync(record));
        Assert.Equal(("me", "n/operator"), (mine.Identity, mine.Describe()));
    }

    private Candidate Start(string name, CancellationToken stop, bool forever = false)
    {
        // Without a context, what waits for the clock runs on where the clock is advanced.
        SynchronizationContext.SetSynchronizationContext(null);
        MemoryLock memory = new(name, record);
        LeaderElector elector = new(new LeaderElectionConfig(memory), time, new Random(1));
        List<string> log = [];
        elector.OnStartedLeading += () => log.Add("started");
        elector.OnStoppedLeading += () => log.Add("stopped");
        elector.OnNewLeader += leader => log.Add($"leader {leader}");
        elector.OnError += error => log.Add($"error {error.GetType().Name}");
        return new(elector, memory, log, forever ? elector.RunAndTryToHoldLeadershipForeverAsync(stop) : elector.RunUntilLeadershipLostAsync(stop));
    }

    private void Pass(int seconds)
    {
        for (int i = 0; i < 10 * seconds; i++) time.Advance(TimeSpan.FromMilliseconds(100));
    }

    private sealed record Candidate(LeaderElector Elector, MemoryLock Lock, List<string> Log, Task Run);

    private sealed class SharedRecord
    {
        public LeaderElectionRecord? Value { get; set; }
    }

    private sealed class MemoryLock(string identity, SharedRecord shared) : ILock
    {
        private LeaderElectionRecord? read;

        public Exception? Failure { get; set; }

        public string Identity => identity;

        public Task<LeaderElectionRecord> GetAsync(CancellationToken cancellationToken = default)
        {
            if (Failure is not null) return Task.FromException<LeaderElectionRecord>(Failure);
            read = shared.Value;
            return Task.FromResult(read!);
        }

        public Task<bool> CreateAsync(LeaderElectionRecord record, CancellationToken cancellationToken = default) => UpdateAsync(record, cancellationToken);

        public Task<bool> UpdateAsync(LeaderElectionRecord record, CancellationToken cancellationToken = default)
        {
            if (!ReferenceEquals(read, shared.Value)) return Task.FromResult(false);
            shared.Value = record;
            return Task.FromResult(true);
        }

        public string Describe() => identity;
    }
}
