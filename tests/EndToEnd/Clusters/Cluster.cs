using RL4VLM.EndToEnd.Clusters.Fake;
using RL4VLM.EndToEnd.Clusters.Real;

namespace RL4VLM.EndToEnd.Clusters;

/// <summary>The cluster that scenarios run against.</summary>
internal static class Cluster
{
    /// <summary>Set by <c>make test-cluster</c>: the cluster of KUBECONFIG instead of one in this process.</summary>
    private const string RealVariable = "RL4VLM_E2E";

    public static async Task<IClusterUnderTest> StartAsync() => Environment.GetEnvironmentVariable(RealVariable) == "cluster"
        ? await RealCluster.ConnectAsync(RealSettings.FromEnvironment(Environment.GetEnvironmentVariable))
        : await FakeCluster.StartAsync(FakeWorkload.Scripted());
}
