using RL4VLM.Core.Manifest;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Environments.Tests.GymCards;

public sealed class NumberLineTests
{
    private const int N = 5;

    [Fact]
    public void Every_reset_of_the_corrected_version_can_be_won_and_targets_are_as_frequent_as_specified()
    {
        // Start and target are independent and uniform, so all 36 pairs of draws stand for one deal each.
        var targets = new int[N + 1];
        for (int start = 0; start <= N; start++)
        {
            for (int target = 0; target <= N; target++) targets[start == target ? (target + 1) % N : target]++;
        }

        Assert.Equal([6, 7, 6, 6, 6, 5], targets);
        for (ulong seed = 0; seed < 2000; seed++)
        {
            NumberLineState state = NumberLineRules.Reset(seed, N, Fidelity.Corrected);
            Assert.NotEqual(state.Start, state.Target);
            Assert.Equal(state.Start, state.Current);
        }
    }

    [Fact]
    public void The_paper_version_starts_on_the_target_in_a_sixth_of_the_episodes()
    {
        int equal = Enumerable.Range(0, 6000).Count(seed => NumberLineRules.Reset((ulong)seed, N, Fidelity.Paper) is var state && state.Start == state.Target);
        Assert.InRange(equal, 900, 1100);
    }

    [Fact]
    public void The_picture_still_shows_the_target_from_before_the_shift()
    {
        (NumberLineState next, StepOutcome outcome) = NumberLineRules.Step(new NumberLineState(2, 2, 2, 0), 1, N);
        Assert.Equal((3, 2, "2/3"), (next.Target, next.ShownTarget, next.Key));
        Assert.Equal("2", outcome.Info["Target"]);
        (next, _) = NumberLineRules.Step(next, 1, N);
        Assert.Equal("3/4", next.Key);
    }

    [Fact]
    public void Illegal_answers_move_nothing_cost_one_and_use_up_the_time_limit()
    {
        IEnvironment environment = EnvironmentFactory.Create(new TaskSpec { Name = "numberline" }, Fidelity.Corrected);
        environment.Reset(0);
        string before = environment.State.Key;
        for (int step = 1; step <= 10; step++)
        {
            StepOutcome outcome = environment.StepIllegal();
            Assert.Equal((-1.0, false, step == 10, before), (outcome.Reward, outcome.Terminated, outcome.Truncated, environment.State.Key));
        }
    }

    /// <summary>Exact values of a policy over all 36 draws (spec section 1.6).</summary>
    [Theory]
    [InlineData(Fidelity.Corrected, 0.283, -2.48, 6.19)]
    [InlineData(Fidelity.Paper, 0.253, -2.60, null)]
    public void Uniformly_random_play_scores_as_specified(Fidelity fidelity, double success, double mean, double? length)
    {
        double won = 0, total = 0, steps = 0;
        for (int start = 0; start <= N; start++)
        {
            for (int drawn = 0; drawn <= N; drawn++)
            {
                int target = fidelity == Fidelity.Corrected && start == drawn ? (drawn + 1) % N : drawn;
                Walk(new NumberLineState(start, target, start, 0), 1.0 / 36, 0);
            }
        }

        Assert.Equal(success, won, 0.002);
        Assert.Equal(mean, total, 0.011);
        if (length is { } expected) Assert.Equal(expected, steps, 2);

        void Walk(NumberLineState state, double probability, double reward)
        {
            for (int action = 0; action < 2; action++)
            {
                (NumberLineState next, StepOutcome outcome) = NumberLineRules.Step(state, action, N);
                double sum = reward + outcome.Reward, here = probability / 2;
                steps += here;
                if (!outcome.Done) Walk(next, here, sum);
                else
                {
                    total += here * sum;
                    if (sum > 0) won += here;
                }
            }
        }
    }
}
