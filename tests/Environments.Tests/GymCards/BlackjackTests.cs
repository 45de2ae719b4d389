using RL4VLM.Environments.Experts;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Environments.Tests.GymCards;

public sealed class BlackjackTests
{
    [Theory]
    [InlineData("QH 4D", "AC AC", 1, "QH", 12, 0, false)]
    [InlineData("QH 4D", "AC AC QH", 1, "JC", 22, -1, true)]
    [InlineData("7H JS", "2S JC 6D", 0, "", 18, 1, true)]
    [InlineData("JD 4D", "JD 5H", 0, "KC", 15, 1, true)]
    [InlineData("KS 7S", "JS 6H", 0, "", 16, -1, true)]
    [InlineData("KS KC", "JD 2S 8S", 1, "AS", 21, 0, false)]
    [InlineData("AH 6H", "4C 8C", 1, "9H", 21, 0, false)]
    [InlineData("KH 7S", "AC KD", 0, "", 21, 1, true)]
    [InlineData("KH AS", "AC KD", 0, "", 21, 0, true)]
    [InlineData("KH 7S", "AC 6D", 0, "", 17, 0, true)]
    [InlineData("KH 7S", "AC AD", 0, "", 12, -1, true)]
    public void Steps_follow_the_specified_vectors(string dealer, string player, int action, string drawn, int total, double reward, bool terminated)
    {
        var tape = new TapeCardSource(Hand(drawn));
        (BlackjackState next, StepOutcome outcome) = BlackjackRules.Step(new BlackjackState(Hand(dealer), Hand(player)), action, tape);
        Assert.Equal((total, reward, terminated, false, 0), (next.PlayerTotal, outcome.Reward, outcome.Terminated, outcome.Truncated, tape.Left));
    }

    [Fact]
    public void Best_play_is_worth_what_the_specification_computes()
    {
        BlackjackFigures best = BlackjackOptimal.Evaluate(situation => BlackjackOptimal.Best(situation));
        Assert.Equal(-0.0466, best.MeanReward, 4);
        Assert.Equal((0.4295, 0.0945, 0.4760), (Math.Round(best.Win, 4), Math.Round(best.Draw, 4), Math.Round(best.Lose, 4)));
        Assert.Equal(1, best.Agreement, 12);
    }

    [Theory]
    [InlineData(0, 0.3807)]
    [InlineData(12, 0.4129)]
    [InlineData(17, 0.4077)]
    public void Simple_policies_win_as_often_as_in_a_long_simulation(int hitBelow, double win)
    {
        BlackjackFigures figures = BlackjackOptimal.Evaluate(situation => situation.Total < hitBelow ? 1 : 0);
        Assert.Equal(win, figures.Win, 4);
        Assert.Equal(1, figures.Win + figures.Draw + figures.Lose, 12);
    }

    [Fact]
    public void Random_play_wins_as_often_as_the_catalog_says()
    {
        BlackjackFigures figures = BlackjackOptimal.Evaluate(_ => 0.5);
        Assert.Equal(TaskCatalog.Find("blackjack")!.RandomSuccess, figures.Win, 3);
        Assert.Equal(TaskCatalog.Find("blackjack")!.RandomReturn, figures.MeanReward, 3);
    }

    [Fact]
    public void Always_standing_is_worth_what_was_measured() =>
        Assert.Equal(-0.19, BlackjackOptimal.Evaluate(_ => 0).MeanReward, 0.006);

    [Fact]
    public void Exact_evaluation_agrees_with_play()
    {
        var random = new Random(9);
        double total = 0;
        const int Hands = 40_000;
        var environment = new BlackjackEnvironment(new Core.Manifest.TaskOptions(), Core.Manifest.Fidelity.Corrected);
        for (int hand = 0; hand < Hands; hand++)
        {
            environment.Reset((ulong)hand);
            StepOutcome outcome;
            do outcome = environment.Step(random.Next(2));
            while (!outcome.Done);
            total += outcome.Reward;
        }

        Assert.Equal(BlackjackOptimal.Evaluate(_ => 0.5).MeanReward, total / Hands, 0.015);
    }

    [Theory]
    [InlineData(16, false, 10, 1)]
    [InlineData(12, false, 4, 0)]
    [InlineData(12, false, 3, 1)]
    [InlineData(17, false, 1, 0)]
    [InlineData(18, true, 9, 1)]
    [InlineData(18, true, 6, 0)]
    [InlineData(17, true, 2, 1)]
    public void Best_actions_are_those_of_basic_strategy(int total, bool soft, int upCard, int action)
    {
        var situation = new BlackjackSituation(total, soft, upCard);
        Assert.Equal(action, BlackjackOptimal.Best(situation));
        Assert.Equal(0, BlackjackOptimal.Regret(situation, action));
        Assert.True(BlackjackOptimal.Regret(situation, 1 - action) > 0);
    }

    private static Card[] Hand(string cards) =>
        [.. cards.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(card => new Card(card[0] switch { 'A' => 1, 'J' or 'Q' or 'K' => 10, var digit => digit - '0' }, card[..1], card[1..]))];
}
