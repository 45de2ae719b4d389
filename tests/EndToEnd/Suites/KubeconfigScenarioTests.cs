using RL4VLM.EndToEnd.Clusters;
using RL4VLM.EndToEnd.Clusters.Fake;
using RL4VLM.EndToEnd.Clusters.Real;
using RL4VLM.EndToEnd.Scenarios;

namespace RL4VLM.EndToEnd.Suites;

/// <summary>What <c>make test-cluster</c> does, on a cluster in this process that is reached by its kubeconfig alone.</summary>
[Trait("Speed", "slow")]
public sealed class KubeconfigScenarioTests : OperatorScenarioTests, IAsyncLifetime
{
    private InstalledCluster? cluster;

    public async Task InitializeAsync() => cluster = await InstalledCluster.StartAsync();

    public async Task DisposeAsync()
    {
        Assert.Equal([], cluster!.Violations);
        await cluster.DisposeAsync();
    }

    protected override async Task<IClusterUnderTest> StartAsync() => await RealCluster.ConnectAsync(cluster!.Settings, cluster.Kubeconfig);
}
