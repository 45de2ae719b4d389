using RL4VLM.EndToEnd.Clusters;
using RL4VLM.EndToEnd.Clusters.Fake;
using RL4VLM.EndToEnd.Scenarios;

namespace RL4VLM.EndToEnd.Suites;

/// <summary>The scenarios of runs once more with the stage programs as processes and a real Azurite.</summary>
[Trait("Speed", "slow")]
public sealed class ProcessRunScenarioTests : RunScenarioTests
{
    protected override async Task<IClusterUnderTest> StartAsync() => await FakeCluster.StartAsync(await FakeWorkload.ProcessesAsync());
}

/// <summary>The same for the scenarios of pods.</summary>
[Trait("Speed", "slow")]
public sealed class ProcessPodScenarioTests : PodScenarioTests
{
    protected override async Task<IClusterUnderTest> StartAsync() => await FakeCluster.StartAsync(await FakeWorkload.ProcessesAsync());
}

/// <summary>The same for the scenarios of the operator.</summary>
[Trait("Speed", "slow")]
public sealed class ProcessOperatorScenarioTests : OperatorScenarioTests
{
    protected override async Task<IClusterUnderTest> StartAsync() => await FakeCluster.StartAsync(await FakeWorkload.ProcessesAsync());
}
