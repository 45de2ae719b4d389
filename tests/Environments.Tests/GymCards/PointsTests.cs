using RL4VLM.Core.Manifest;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Environments.Tests.GymCards;

public sealed class PointsTests
{
    [Fact]
    public void EZPoints_deals_the_pairs_as_often_as_specified()
    {
        const int Deals = 24_000;
        var counts = new Dictionary<(int, int), int>();
        int faces = 0;
        for (ulong seed = 0; seed < Deals; seed++)
        {
            PointsState deal = PointsDeals.Deal(PointsGame.EZPoints, seed);
            (int, int) pair = (deal.Numbers.Min(), deal.Numbers.Max());
            counts[pair] = counts.GetValueOrDefault(pair) + 1;
            if (deal.Cards.Any(card => "JQK".Contains(card[1], StringComparison.Ordinal))) faces++;
        }

        (int, int, double)[] expected = [(2, 10, 3 / 8.0), (5, 7, 1 / 6.0), (3, 9, 1 / 8.0), (4, 8, 1 / 8.0), (2, 6, 1 / 12.0), (3, 4, 1 / 12.0), (6, 6, 1 / 24.0)];
        Assert.Equal(expected.Length, counts.Count);
        foreach ((int low, int high, double share) in expected) Assert.Equal(share, counts[(low, high)] / (double)Deals, 0.015);
        Assert.Equal(0.25, faces / (double)Deals, 0.015);
    }

    [Theory]
    [InlineData("HJ S2", "", "10", "10", 0, "")]
    [InlineData("HJ S2", "10 + 2", "=", "10 + 2", 10, "T")]
    [InlineData("HK D2", "10 * 2", "=", "10 * 2", -1, "T")]
    [InlineData("HK D2", "", "=", "", -1, "T")]
    [InlineData("H6 D6", "6 6", "=", "6 6", -1, "T")]
    [InlineData("H6 D6", "6 + 6 +", "6", "6 + 6 + _", -1, "")]
    [InlineData("H6 D6", "6 + 6 + _", "=", "6 + 6 + _", -1, "T")]
    [InlineData("H6 D6", "6 * * 6", "=", "6 * * 6", -1, "T")]
    [InlineData("H3 D4", "3", "5", "3 _", -1, "")]
    [InlineData("H3 D4", "3 _", "*", "3 _ *", 0, "")]
    [InlineData("H3 D4", "3 _ * 4", "=", "3 _ * 4", 10, "T")]
    [InlineData("H3 D4", "3 * _ * 4", "=", "3 * _ * 4", -1, "T")]
    [InlineData("H3 D4", "3 _ _ _ _ _", "3", "3 _ _ _ _ _", -1, "U")]
    [InlineData("H3 D4", "+ + + + + +", "+", "+ + + + + +", -1, "U")]
    [InlineData("HT D2", "_ + 2", "=", "_ + 2", -1, "T")]
    [InlineData("H5 D7", "+ 5 + 7", "=", "+ 5 + 7", 10, "T")]
    public void EZPoints_follows_the_specified_vectors(string cards, string formula, string action, string next, double reward, string flags)
    {
        PointsGame game = PointsGame.EZPoints;
        string[] codes = cards.Split(' ');
        string[] tokens = [.. formula.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(token => token == "_" ? " " : token)];
        int[] used = [.. tokens.Where(token => char.IsAsciiDigit(token[0])).Select(int.Parse)];
        var state = new PointsState(codes, [.. codes.Select(code => code[1] switch { 'T' or 'J' or 'K' => 10, var digit => digit - '0' })], tokens, used);
        (PointsState after, StepOutcome outcome) = PointsRules.Step(game, state, game.ActionOf(action));
        Assert.Equal(next, string.Join(' ', after.Formula.Select(token => token == " " ? "_" : token)));
        Assert.Equal((reward, flags == "T", flags == "U"), (outcome.Reward, outcome.Terminated, outcome.Truncated));
    }

    [Theory]
    [InlineData("ezpoints", 7)]
    [InlineData("points24", 22)]
    public void Episodes_end_by_the_time_limit_whatever_is_answered(string task, int limit)
    {
        IEnvironment environment = EnvironmentFactory.Create(new TaskSpec { Name = task }, Fidelity.Corrected);
        Assert.Equal(limit, environment.TimeLimit);
        var random = new Random(3);
        for (ulong seed = 0; seed < 300; seed++)
        {
            environment.Reset(seed);
            int steps = 1;
            while (!(random.Next(2) == 0 ? environment.StepIllegal() : environment.Step(random.Next(environment.Actions.Count - 1))).Done) steps++;
            Assert.Equal(limit, steps);
        }
    }

    [Fact]
    public void An_illegal_answer_leaves_the_formula_alone()
    {
        IEnvironment environment = EnvironmentFactory.Create(new TaskSpec { Name = "ezpoints" }, Fidelity.Corrected);
        environment.Reset(1);
        environment.Step(10);
        StepOutcome outcome = environment.StepIllegal();
        Assert.Equal((-1.0, false), (outcome.Reward, outcome.Done));
        Assert.Equal(["+"], ((PointsState)environment.State).Formula);
    }

    [Fact]
    public void Only_the_paper_version_keeps_the_finished_formula_for_the_next_first_prompt()
    {
        foreach (Fidelity fidelity in (Fidelity[])[Fidelity.Corrected, Fidelity.Paper])
        {
            IEnvironment environment = EnvironmentFactory.Create(new TaskSpec { Name = "ezpoints" }, fidelity);
            environment.Reset(1);
            Assert.Null(((PointsState)environment.State).PreviousFormula);
            environment.Step(10);
            environment.Step(12);
            environment.Reset(2);
            var first = (PointsState)environment.State;
            Assert.Equal(fidelity == Fidelity.Paper ? ["+"] : null, first.PreviousFormula);
            Assert.Empty(first.Formula);
            environment.Step(11);
            Assert.Null(((PointsState)environment.State).PreviousFormula);
        }
    }

    [Theory]
    [InlineData("ezpoints", 20_000, 0.00065, -4.18, 0.06)]
    [InlineData("points24", 10_000, 0, -6.66, 0.12)]
    public void Uniformly_random_play_scores_as_specified(string task, int episodes, double success, double mean, double tolerance)
    {
        IEnvironment environment = EnvironmentFactory.Create(new TaskSpec { Name = task }, Fidelity.Corrected);
        var random = new Random(5);
        double total = 0, won = 0;
        for (int episode = 0; episode < episodes; episode++)
        {
            environment.Reset((ulong)episode);
            double sum = 0;
            StepOutcome outcome;
            do
            {
                outcome = environment.Step(random.Next(environment.Actions.Count));
                sum += outcome.Reward;
            }
            while (!outcome.Done);
            total += sum;
            if (sum > 0) won++;
        }

        Assert.Equal(success, won / episodes, 0.001);
        Assert.Equal(mean, total / episodes, tolerance);
    }
}
