using RL4VLM.Agents.Tests.Episodes;
using RL4VLM.Core.Manifest;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Evaluator.Tests;

public class SituationTallyTests
{
    private static readonly TaskSpec NumberLine = new() { Name = "numberline", Options = new TaskOptions { HoldOut = 0.4 } };

    [Fact]
    public void Counts_every_decision_once_with_its_episodes_end()
    {
        const string alwaysPlus = "{\"current number\": \"0\", \"target number\": \"3\", \"thoughts\": \"\", \"action\": \"+\"}";
        EvaluationResult result = Run(alwaysPlus);
        IReadOnlyList<SituationTally> tallies = SituationTally.Of(result.Played);
        Assert.Equal(result.Played.Sum(episode => episode.Steps.Count), tallies.Sum(tally => tally.Decisions));
        Assert.Equal(tallies.Select(tally => tally.Lost).OrderDescending(), tallies.Select(tally => tally.Lost));
        foreach (SituationTally tally in tallies)
        {
            // Always-plus wins from everywhere below the target and from nowhere above.
            int[] pair = [.. tally.Situation.Split('>').Select(int.Parse)];
            Assert.Equal(pair[0] < pair[1] ? tally.Decisions : 0, tally.Won);
            Assert.Equal(tally.Situation == "0>3" ? tally.Decisions : 0, tally.ThoughtsTrue);
            Assert.Equal(new KeyValuePair<string, int>("+", tally.Decisions), Assert.Single(tally.Actions));
            Assert.Equal(HeldOut(pair[0], pair[1]), tally.HeldOut);
        }
    }

    [Fact]
    public void Answers_without_a_legal_action_are_one_kind()
    {
        IReadOnlyList<SituationTally> tallies = SituationTally.Of(Run("{\"action\": \"walk\"}").Played);
        Assert.All(tallies, tally => Assert.Equal("(illegal)", Assert.Single(tally.Actions).Key));
        Assert.All(tallies, tally => Assert.Equal(0, tally.Won));
    }

    private static bool HeldOut(int current, int target) =>
        RL4VLM.Environments.HoldOut.For(NumberLine).IsHeldOut(new NumberLineState(current, target, current, 0));

    private static EvaluationResult Run(string answer) => Evaluation.Run(
        new FakeInput(), source => FakeGenerator.Run(source, _ => answer), NumberLine, new EvaluationSettings { Temperature = 0.2, Episodes = 200 });
}
