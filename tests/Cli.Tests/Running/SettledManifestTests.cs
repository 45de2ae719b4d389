using RL4VLM.Cli.Running;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Tests.Running;

public sealed class SettledManifestTests
{
    private const string Stored = """
        {"metadata":{"name":"a"},"spec":{"seed":1,"tasks":[{"name":"numberline","weight":1}],
         "ppo":{"iterations":5,"gamma":0.9},"rollout":{"workers":1,"resources":null},"lifecycle":{"suspend":false},
         "storage":{"retention":{"keepCheckpoints":3}}}}
        """;

    [Theory]
    [InlineData("\"iterations\":5", "\"iterations\":6")]
    [InlineData("\"suspend\":false", "\"suspend\":true")]
    [InlineData("\"keepCheckpoints\":3", "\"keepCheckpoints\":1")]
    [InlineData("\"resources\":null", "\"resources\":{\"limits\":{\"cpu\":\"1\"}}")]
    [InlineData("\"seed\":1", "\"seed\":1")]
    public void What_may_change_may_change(string from, string to) =>
        SettledManifest.CheckUnchanged(Stored, Stored.Replace(from, to, StringComparison.Ordinal), "runs/a");

    [Theory]
    [InlineData("\"iterations\":5", "\"iterations\":4", "spec.ppo.iterations")]
    [InlineData("\"seed\":1", "\"seed\":2", "spec.seed: the run has 1, the manifest says 2")]
    [InlineData("\"weight\":1", "\"weight\":2", "spec.tasks[0].weight")]
    [InlineData("\"gamma\":0.9", "\"gamma\":0.99", "spec.ppo.gamma")]
    [InlineData("\"workers\":1,", "", "spec.rollout.workers")]
    public void Every_fixed_field_that_differs_is_named(string from, string to, string expected)
    {
        StageException error = Assert.Throws<StageException>(() => SettledManifest.CheckUnchanged(Stored, Stored.Replace(from, to, StringComparison.Ordinal), "runs/a"));
        Assert.Equal(ExitCodes.BadManifest, error.ExitCode);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_differences_are_named_at_once()
    {
        string given = Stored.Replace("\"seed\":1", "\"seed\":2", StringComparison.Ordinal).Replace("0.9", "0.8", StringComparison.Ordinal);
        string message = Assert.Throws<StageException>(() => SettledManifest.CheckUnchanged(Stored, given, "runs/a")).Message;
        Assert.Contains("spec.seed", message, StringComparison.Ordinal);
        Assert.Contains("spec.ppo.gamma", message, StringComparison.Ordinal);
    }
}
