using RL4VLM.Core.Manifest;

namespace RL4VLM.Core.Tests.Manifest;

public sealed class ManifestOverridesTests
{
    [Fact]
    public void Values_are_replaced_and_missing_groups_made()
    {
        RunManifest manifest = Manifests.Valid(Manifests.With("seed: 7"), "spec.seed=3", "spec.ppo.learningRate.initial=3e-4", "spec.tasks[0].options.jitter=0.5",
            "spec.tasks.0.options.holdOut=0.25", "metadata.labels.example\\.com/team=a", "metadata.name=seed-3");
        Assert.Equal(3, manifest.Spec.Seed);
        Assert.Equal(3e-4, manifest.Spec.Ppo.LearningRate.Initial);
        Assert.Equal((0.5, 0.25), (manifest.Spec.Tasks[0].Options.Jitter, manifest.Spec.Tasks[0].Options.HoldOut));
        Assert.Equal("a", manifest.Metadata.Labels!["example.com/team"]);
        Assert.Equal("seed-3", manifest.Metadata.Name);
    }

    [Fact]
    public void Later_ones_win_over_earlier_ones() => Assert.Equal(5, Manifests.Valid(Manifests.Least, "spec.seed=4", "spec.seed=5").Spec.Seed);

    [Fact]
    public void A_list_grows_by_its_next_index()
    {
        RunManifest manifest = Manifests.Valid(Manifests.Least, "spec.tasks[1].name=ezpoints", "spec.tasks[2]={name: blackjack, weight: 2}");
        Assert.Equal(["numberline", "ezpoints", "blackjack"], manifest.Spec.Tasks.Select(task => task.Name));
    }

    [Fact]
    public void An_empty_value_brings_the_default_back() => Assert.Equal(1, Manifests.Valid(Manifests.With("seed: 7"), "spec.seed=").Spec.Seed);

    [Fact]
    public void Text_fields_take_what_reads_like_a_number() => Assert.Equal("123", Manifests.Valid(Manifests.Least, "metadata.name=123").Metadata.Name);

    [Fact]
    public void The_value_may_hold_an_equals_sign() =>
        Assert.Equal("https://a.example/?b=c", Manifests.Valid(Manifests.Least, "spec.storage.azureBlob.accountUrl=https://a.example/?b=c").Spec.Storage.AzureBlob!.AccountUrl);

    [Fact]
    public void Results_are_validated_and_the_message_names_the_argument()
    {
        ManifestProblem error = Assert.Single(ManifestReader.Read(Manifests.Least, ["spec.ppo.clip=2"]).Errors);
        Assert.Equal("spec.ppo.clip (--set spec.ppo.clip=2): found 2; must be a number more than 0 and less than 1", error.Message);
    }

    [Theory]
    [InlineData("spec.seed", "")]
    [InlineData("=3", "")]
    [InlineData(".spec=3", "")]
    [InlineData("spec..seed=3", "")]
    [InlineData("spec.tasks[]=3", "")]
    [InlineData("spec.tasks[5].name=a", "spec.tasks")]
    [InlineData("spec.tasks[x].name=a", "spec.tasks")]
    [InlineData("spec.tasks[-1].name=a", "spec.tasks")]
    [InlineData("spec.seed=[", "")]
    [InlineData("spec.sead=3", "spec.sead")]
    [InlineData("spec.seed.x=3", "spec.seed")]
    public void Wrong_ones_are_problems(string assignment, string path)
    {
        ManifestResult result = ManifestReader.Read(Manifests.Least, [assignment]);
        ManifestProblem error = Assert.Single(result.Errors);
        Assert.Equal(path, error.Path);
        Assert.Contains(assignment, error.Message, StringComparison.Ordinal);
    }
}
