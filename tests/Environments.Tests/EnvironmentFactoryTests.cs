using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;

namespace RL4VLM.Environments.Tests;

public sealed class EnvironmentFactoryTests
{
    [Fact]
    public void Every_task_of_the_catalog_can_be_made_measured_and_taught()
    {
        foreach (TaskInfo info in TaskCatalog.All)
        {
            var task = new TaskSpec { Name = info.Name };
            IEnvironment environment = EnvironmentFactory.Create(task, Fidelity.Corrected);
            Assert.Equal(info.Name, environment.Task);
            Assert.NotEqual(environment.Version, EnvironmentFactory.Create(task, Fidelity.Paper).Version);
            BenchResult bench = EnvironmentBench.Run(environment, TimeSpan.FromMilliseconds(20));
            Assert.True(bench.Steps > 0 && bench.StepsPerSecond > 0);
        }
    }

    [Theory]
    [InlineData("chess", 5, 0, 0, "chess")]
    [InlineData("numberline", 0, 0, 0, "spec.tasks.numberline.options.maxPosition")]
    [InlineData("ezpoints", 5, 1.5, 0, "spec.tasks.ezpoints.options.jitter")]
    [InlineData("blackjack", 5, 0, 1, "spec.tasks.blackjack.options.holdOut")]
    public void Wrong_tasks_are_refused_with_their_path(string name, int maxPosition, double jitter, double holdOut, string path)
    {
        var task = new TaskSpec { Name = name, Options = new TaskOptions { MaxPosition = maxPosition, Jitter = jitter, HoldOut = holdOut } };
        var failure = Assert.Throws<StageException>(() => EnvironmentFactory.Create(task, Fidelity.Corrected));
        Assert.Equal(ExitCodes.BadManifest, failure.ExitCode);
        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Faces_as_11_to_13_add_actions() =>
        Assert.Equal(20, EnvironmentFactory.Create(new TaskSpec { Name = "points24", Options = new TaskOptions { TreatFaceCardsAs10 = false } }, Fidelity.Corrected).Actions.Count);
}
