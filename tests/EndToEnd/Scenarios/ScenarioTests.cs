using RL4VLM.EndToEnd.Clusters;
using RL4VLM.EndToEnd.Runs;

namespace RL4VLM.EndToEnd.Scenarios;

/// <summary>A scenario is named by the failure that a run survives, and knows nothing of the kind of cluster it runs on.</summary>
[Trait("Cluster", "any")]
public abstract class ScenarioTests
{
    /// <summary>Most scenarios want no more of a run than this.</summary>
    internal const int Iterations = 2;

    protected virtual Task<IClusterUnderTest> StartAsync() => Cluster.StartAsync();

    /// <summary>Plays a scenario; afterwards the run is deleted, nothing of it may be left, and nothing that must not may have happened.</summary>
    private protected async Task PlayAsync(string name, Func<IClusterUnderTest, RunUnderTest, Task> scenario)
    {
        await using IClusterUnderTest cluster = await StartAsync();
        await using var run = new RunUnderTest(cluster, name);
        await scenario(cluster, run);
        await run.CleanUpAsync();
        Assert.Equal([], cluster.Violations);
    }
}
