using RL4VLM.Core.Manifest;

namespace RL4VLM.Core.Tests.Manifest;

public sealed class ManifestDifferencesTests
{
    private readonly RunManifest _stored = Manifests.Valid(FullManifest.Text);

    private string[] Paths(params string[] overrides) =>
        [.. ManifestDifferences.FixedFields(_stored, Manifests.Valid(FullManifest.Text, overrides)).Select(difference => difference.Path)];

    [Fact]
    public void The_same_manifest_does_not_differ() => Assert.Empty(Paths());

    [Theory]
    [InlineData("spec.lifecycle.suspend=false")]
    [InlineData("spec.failurePolicy.maxRestarts=9")]
    [InlineData("spec.rollout.resources=")]
    [InlineData("spec.learner.podTemplate={priorityClassName: high}")]
    [InlineData("spec.evaluation.podTemplate.priorityClassName=high")]
    [InlineData("spec.storage={directory: {path: elsewhere}}")]
    [InlineData("spec.storage.retention.keepCheckpoints=9")]
    [InlineData("spec.storage.cache=")]
    [InlineData("spec.ppo.iterations=4")]
    [InlineData("metadata.labels=")]
    [InlineData("metadata.namespace=other")]
    public void What_may_change_is_no_difference(string assignment) => Assert.Empty(Paths(assignment));

    [Theory]
    [InlineData("spec.seed=5", "spec.seed")]
    [InlineData("spec.ppo.iterations=2", "spec.ppo.iterations")]
    [InlineData("spec.ppo.gamma=0.5", "spec.ppo.gamma")]
    [InlineData("spec.tasks[1].weight=3", "spec.tasks[1].weight")]
    [InlineData("spec.tasks[3].name=blackjack", "spec.tasks")]
    [InlineData("spec.model.lora=", "spec.model.lora")]
    [InlineData("spec.model.lora.targets=[mlp]", "spec.model.lora.targets[0]")]
    [InlineData("spec.rollout.environments=9", "spec.rollout.environments")]
    [InlineData("spec.evaluation.seeds=heldOut", "spec.evaluation.seeds")]
    [InlineData("metadata.name=other", "metadata.name")]
    public void What_is_fixed_is_named(string assignment, string path) => Assert.Equal([path], Paths(assignment));

    [Fact]
    public void All_differences_are_named_with_both_values()
    {
        IReadOnlyList<ManifestDifference> differences = ManifestDifferences.FixedFields(_stored, Manifests.Valid(FullManifest.Text, "spec.seed=5", "spec.model.lora="));
        Assert.Equal(["spec.seed: the run has 0, the manifest says 5", "spec.model.lora"], differences.Select(difference => difference.Path == "spec.seed" ? difference.ToString() : difference.Path));
        Assert.Equal("nothing", differences[1].Now);
    }
}
