namespace RL4VLM.Evaluator.Tests;

public class WilsonTests
{
    // Reference values: E. B. Wilson's formula evaluated to four places (they agree with R's prop.test(correct = FALSE)).
    [Theory]
    [InlineData(0, 10, 0.0, 0.2775)]
    [InlineData(10, 10, 0.7225, 1.0)]
    [InlineData(5, 10, 0.2366, 0.7634)]
    [InlineData(485, 500, 0.9511, 0.9817)]
    public void Gives_the_score_interval(int successes, int trials, double low, double high)
    {
        var interval = Wilson.Interval95(successes, trials);
        Assert.Equal(low, interval.Low, 4);
        Assert.Equal(high, interval.High, 4);
    }

    [Fact]
    public void Knows_nothing_without_trials() => Assert.Equal((0.0, 1.0), Wilson.Interval95(0, 0));
}
