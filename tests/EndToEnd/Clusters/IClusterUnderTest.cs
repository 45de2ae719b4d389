using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace RL4VLM.EndToEnd.Clusters;

/// <summary>A cluster with the operator installed, and what a scenario may do to it beyond calls of its API.</summary>
public interface IClusterUnderTest : IAsyncDisposable
{
    /// <summary>As an administrator.</summary>
    IKubernetes Client { get; }

    /// <summary>Where runs go.</summary>
    string Namespace { get; }

    /// <summary>Merged into the spec of every run: storage, and what the cluster asks of pods.</summary>
    JsonObject Spec { get; }

    IOperatorUnderTest Operator { get; }

    /// <summary>For how long anything is waited for.</summary>
    TimeSpan Patience { get; }

    /// <summary>How long storage stays away when no pod gives up before.</summary>
    TimeSpan Outage { get; }

    /// <summary>Keeps pods of a stage at work until disposed, where stages are too short to be met by a test; does nothing where they take their time.</summary>
    IDisposable Hold(string run, string stage, int iteration);

    /// <summary>The pod's containers die at once, without a word.</summary>
    Task KillAsync(V1Pod pod);

    /// <summary>Storage cannot be reached, or can be again.</summary>
    /// <exception cref="NotProvidedException">This cluster has no way to do so.</exception>
    Task CutStorageAsync(bool cut);

    /// <summary>What happened below the API that must not: a denial, an artifact committed twice, …</summary>
    IReadOnlyList<string> Violations { get; }

    /// <summary>What may explain a failure: the operator's log, for example.</summary>
    string Describe();
}

/// <summary>The operator's processes.</summary>
public interface IOperatorUnderTest
{
    /// <summary>Kills the process (SIGKILL) that holds the lease; another one is started in its place.</summary>
    /// <returns>The holder's identity.</returns>
    Task<string> KillLeaderAsync();

    /// <summary>So many replicas; returns once they are at work.</summary>
    Task ScaleAsync(int replicas);

    /// <summary>As <c>helm upgrade</c> with other stage images would; returns once only new processes are left.</summary>
    Task UpgradeAsync(Core.Manifest.StageImages images);

    /// <summary>Who holds the lease: <c>pod_…</c>.</summary>
    Task<string?> LeaderAsync();
}

/// <summary>A variable is missing that the scenario needs on this cluster.</summary>
public sealed class NotProvidedException(string what) : Exception($"{what} (docs/testing.md); RL4VLM_E2E_SKIP leaves scenarios out");
