using RL4VLM.Agents.Stages;

namespace RL4VLM.Agents.Tests;

public class SharesTests
{
    [Theory]
    [InlineData(512, new[] { 1.0 }, new[] { 512 })]
    [InlineData(10, new[] { 1.0, 1.0, 1.0 }, new[] { 4, 3, 3 })]
    [InlineData(100, new[] { 3.0, 1.0 }, new[] { 75, 25 })]
    [InlineData(1, new[] { 1.0, 5.0 }, new[] { 0, 1 })]
    public void Splits_by_weight_without_losing_any(int total, double[] weights, int[] expected) => Assert.Equal(expected, Shares.Split(total, weights));

    [Fact]
    public void Equal_shares_add_up() => Assert.Equal(514, Enumerable.Range(0, 5).Sum(worker => Shares.Equal(514, 5, worker)));
}
