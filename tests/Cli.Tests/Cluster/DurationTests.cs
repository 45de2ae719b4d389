using RL4VLM.Cli.Cluster;

namespace RL4VLM.Cli.Tests.Cluster;

public sealed class DurationTests
{
    [Theory]
    [InlineData("90s", 90.0)]
    [InlineData("5m", 300.0)]
    [InlineData("1h30m", 5400.0)]
    [InlineData("0.5s", 0.5)]
    [InlineData("", null)]
    [InlineData("5", null)]
    [InlineData("-5s", null)]
    [InlineData("5m1h", null)]
    [InlineData("0s", null)]
    [InlineData("25h", null)]
    [InlineData("5s\n", null)]
    public void Durations_are_kubectls(string text, double? seconds) => Assert.Equal(seconds, Durations.TryParse(text)?.TotalSeconds);
}
