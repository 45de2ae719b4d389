using RL4VLM.Core.Manifest;
using RL4VLM.Core.Stages;

namespace RL4VLM.Core.Tests.Manifest;

public sealed class SettledManifestTests
{
    private static readonly RunManifest Stored = new()
    {
        Metadata = new RunMetadata { Name = "a" },
        Spec = new RunSpec { Tasks = [new TaskSpec { Name = "numberline" }], Ppo = new PpoSpec { Iterations = 5 } },
    };

    [Fact]
    public void More_iterations_retention_and_lifecycle_may_change()
    {
        SettledManifest.CheckUnchanged(Stored, Stored, "runs/a");
        SettledManifest.CheckUnchanged(Stored, Stored with
        {
            Spec = Stored.Spec with
            {
                Ppo = Stored.Spec.Ppo with { Iterations = 6 },
                Lifecycle = new LifecycleSpec { Suspend = true },
                FailurePolicy = new FailurePolicySpec { MaxRestarts = 9 },
                Storage = new StorageSpec { Retention = new RetentionSpec { KeepCheckpoints = 1 } },
            },
        }, "runs/a");
    }

    [Fact]
    public void Every_fixed_field_that_differs_is_named_at_once()
    {
        RunManifest given = Stored with
        {
            Spec = Stored.Spec with { Seed = 2, Ppo = Stored.Spec.Ppo with { Iterations = 4, Gamma = 0.5 }, Tasks = [new TaskSpec { Name = "numberline", Weight = 2 }] },
        };
        StageException error = Assert.Throws<StageException>(() => SettledManifest.CheckUnchanged(Stored, given, "runs/a"));
        Assert.Equal(ExitCodes.BadManifest, error.ExitCode);
        foreach (string field in new[] { "spec.seed", "spec.ppo.iterations", "spec.ppo.gamma", "spec.tasks[0].weight" })
        {
            Assert.Contains(field, error.Message, StringComparison.Ordinal);
        }
    }
}
