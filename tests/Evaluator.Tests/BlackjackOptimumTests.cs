using RL4VLM.Environments.GymCards;

namespace RL4VLM.Evaluator.Tests;

public class BlackjackOptimumTests
{
    private static readonly BlackjackOptimum Optimum = BlackjackOptimum.Instance;

    [Fact]
    public void Optimal_play_loses_what_the_specification_says() => Assert.Equal(-0.0466, Optimum.ExpectedReward, 4);

    [Theory]
    [InlineData(20, 10, 0, true)] // stand on 20
    [InlineData(20, 10, 1, false)]
    [InlineData(16, 10, 1, true)] // hit 16 against 10
    [InlineData(12, 4, 0, true)] // stand 12 against 4
    [InlineData(12, 2, 1, true)] // hit 12 against 2
    [InlineData(11, 6, 1, true)]
    [InlineData(11, 6, 0, false)]
    public void Knows_basic_strategy(int total, int open, int action, bool best) =>
        Assert.Equal(best, Optimum.Regret(total > 11 ? State(open, 10, total - 10) : State(open, 5, total - 5), action) == 0);

    [Theory]
    [InlineData(7, 9, 1, true)] // soft 18 against 9: hit
    [InlineData(7, 7, 0, true)] // soft 18 against 7: stand
    [InlineData(6, 3, 1, true)] // soft 17: hit
    public void Knows_soft_hands(int beside, int open, int action, bool best) =>
        Assert.Equal(best, Optimum.Regret(State(open, 1, beside), action) == 0);

    [Fact]
    public void Standing_on_21_against_a_busting_dealer_card_beats_hitting_by_its_expected_reward() =>
        Assert.InRange(Optimum.Regret(State(6, 10, 1), 1), 0.5, 1.2);

    private static BlackjackState State(int open, params int[] player) => new(
        [Card(open), Card(5)], [.. player.Select(Card)]);

    private static Card Card(int value) => new(value, value == 1 ? "A" : value == 10 ? "K" : $"{value}", "H");
}
