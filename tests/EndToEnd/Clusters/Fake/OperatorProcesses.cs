using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using k8s;
using RL4VLM.Core.Manifest;

namespace RL4VLM.EndToEnd.Clusters.Fake;

/// <summary>The operator's Deployment, as processes with the chart's variables and the chart's permissions.</summary>
/// <param name="admin">Reads the lease.</param>
/// <param name="kubeconfig">File for the operator's ServiceAccount.</param>
/// <param name="variables">More of its environment.</param>
internal sealed class OperatorProcesses(IKubernetes admin, string kubeconfig, IReadOnlyDictionary<string, string> variables) : IOperatorUnderTest, IAsyncDisposable
{
    /// <summary>Short, so that a killed leader is soon replaced; long enough for busy machines.</summary>
    private const int LeaseSeconds = 5;

    private const int LinesKept = 400;

    private readonly List<OperatorProcess> replicas = [];
    private readonly ConcurrentQueue<string> lines = [];
    private StageImages images = FakeCluster.Images;
    private int named;

    public string Log => string.Join('\n', lines);

    /// <summary>Which processes there are, and what became of them.</summary>
    public string State => string.Join(", ", replicas.Select(replica => $"{replica.Name} {(replica.IsAlive ? replica.Address?.ToString() ?? "starts" : "is dead")}"));

    public Task<string?> LeaderAsync() => Leases.HolderAsync(admin, ChartRoles.Namespace, ChartRoles.Name);

    public async Task<string> KillLeaderAsync()
    {
        string leader = await LeaderAsync() ?? throw new InvalidOperationException("nobody leads");
        OperatorProcess? replica = replicas.Find(replica => replica.Name == Leases.PodOf(leader));
        replica?.Kill();
        return leader;
    }

    /// <summary>Probes and metrics of every replica that listens, and whether it leads.</summary>
    public async Task<IReadOnlyList<(Uri Address, bool Leads)>> AddressesAsync()
    {
        string? leader = await LeaderAsync() is { } identity ? Leases.PodOf(identity) : null;
        return [.. replicas.Where(replica => replica.IsAlive && replica.Address is not null).Select(replica => (replica.Address!, replica.Name == leader))];
    }

    /// <summary>Kills every replica, whoever leads.</summary>
    public void KillAll() => replicas.ForEach(replica => replica.Kill());

    /// <summary>Whether the process of this identity runs.</summary>
    public bool IsAlive(string? identity) => identity is not null && replicas.Exists(replica => replica.IsAlive && replica.Name == Leases.PodOf(identity));

    public async Task ScaleAsync(int count)
    {
        for (; replicas.Count > count; replicas.RemoveAt(replicas.Count - 1)) await replicas[^1].DisposeAsync();
        while (replicas.Count < count) replicas.Add(new OperatorProcess($"operator-{++named}", Describe, Keep));
        await Task.WhenAll(replicas.Select(replica => replica.Ready));
    }

    public async Task UpgradeAsync(StageImages next)
    {
        int count = replicas.Count;
        images = next;
        OperatorProcess[] old = [.. replicas];
        replicas.Clear();
        // The new ones first, as the chart's rolling update does it.
        await ScaleAsync(count);
        foreach (OperatorProcess replica in old) await replica.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(replicas.Select(replica => replica.DisposeAsync().AsTask()));
        replicas.Clear();
    }

    private ProcessStartInfo Describe(string name)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Repository.Program("Operator", "rl4vlm-operator"));
        foreach ((string variable, string value) in ChartRoles.Environment()) start.Environment[variable] = value;
        start.Environment["RL4VLM_LEASE_NAMESPACE"] = ChartRoles.Namespace;
        start.Environment["RL4VLM_IDENTITY"] = name;
        start.Environment["RL4VLM_LEASE_SECONDS"] = LeaseSeconds.ToString(CultureInfo.InvariantCulture);
        start.Environment["RL4VLM_PORT"] = "0";
        start.Environment["RL4VLM_LOG_FORMAT"] = "text";
        start.Environment["RL4VLM_IMAGE_ROLLOUT"] = images.Rollout;
        start.Environment["RL4VLM_IMAGE_LEARNER"] = images.Learner;
        start.Environment["RL4VLM_IMAGE_EVALUATOR"] = images.Evaluator;
        start.Environment["KUBECONFIG"] = kubeconfig;
        foreach ((string variable, string value) in variables) start.Environment[variable] = value;
        return start;
    }

    private void Keep(string line)
    {
        lines.Enqueue(line);
        while (lines.Count > LinesKept) lines.TryDequeue(out _);
    }
}
