using RL4VLM.Agents.Tests.Episodes;
using RL4VLM.Core.Manifest;
using RL4VLM.Environments.Experts;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Evaluator.Tests;

public class BlackjackEvaluationTests
{
    private static readonly TaskSpec Blackjack = new() { Name = "blackjack" };

    [Fact]
    public void Expected_reward_of_always_standing_is_near_the_exact_one_on_few_hands()
    {
        double exact = BlackjackOptimal.Evaluate(_ => 0).MeanReward;
        EvaluationResult result = Run("{\"action\": \"stand\"}", 600);
        Assert.InRange(result.ExpectedReward!.Value, exact - 0.03, exact + 0.03);
        Assert.Equal(1, result.MeanEpisodeLength);
        double agreeing = result.Played.Count(episode => BlackjackOptimal.Best((BlackjackState)episode.States[0]) == BlackjackRules.Stand) / 600.0;
        Assert.Equal(agreeing, result.Agreement!.Value, 12);
    }

    [Fact]
    public void An_illegal_answer_costs_its_reward()
    {
        EvaluationResult result = Run("{\"action\": \"fold\"}", 5);
        Assert.Equal(0, result.Agreement);
        Assert.Equal(1, result.IllegalRate);
        Assert.True(result.ExpectedReward < -20);
    }

    private static EvaluationResult Run(string answer, int episodes) => Evaluation.Run(
        new FakeInput(), source => FakeGenerator.Run(source, _ => answer), Blackjack, new EvaluationSettings { Temperature = 0.2, Episodes = episodes });
}
