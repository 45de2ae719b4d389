using RL4VLM.Learner.Ppo;

namespace RL4VLM.Learner.Tests;

public sealed class AdvantagesTests
{
    [Fact]
    public void EqualTheReferenceOnEveryRecording()
    {
        int rows = 0;
        foreach (var row in Recordings.Rows("gae.jsonl"))
        {
            bool[] done = [.. row.GetProperty("done").EnumerateArray().Select(v => v.GetBoolean())];
            var (returns, advantages) = Advantages.Estimate(
                row.Floats("rewards"), row.Floats("values"), done, row.GetProperty("next_value").GetSingle(),
                row.GetProperty("gamma").GetDouble(), row.GetProperty("gae_lambda").GetDouble());
            AssertClose(row.Floats("returns"), returns);
            AssertClose(row.Floats("raw_advantages"), advantages);
            AssertClose(row.Floats("normalised_advantages"), Advantages.Normalise(advantages));
            rows++;
        }

        Assert.True(rows >= 20, $"only {rows} recordings");
    }

    [Fact]
    public void NothingLeaksOverAnEpisodesEnd()
    {
        bool[] done = [false, true, false, true];
        var (first, _) = Advantages.Estimate([1, 2, 3, 4], [0.5f, 0.1f, 0.2f, 0.3f], done, 0, 0.9, 0.95);
        var (second, _) = Advantages.Estimate([1, 2, -30, 400], [0.5f, 0.1f, 7, -9], done, 5, 0.9, 0.95);
        Assert.Equal(first[..2], second[..2]);
    }

    [Fact]
    public void A_step_into_a_held_out_state_is_credited_with_that_states_value_alone()
    {
        var (returns, _) = Advantages.Estimate([1, -9, 4], [0.5f, 0.25f, 2], [false, false, true], 0, 0.9, 0.95, [false, true, false]);
        Assert.Equal(1 + (0.9f * 0.25f), returns[0], 5);
        Assert.Equal(4, returns[2], 5);
        var (same, _) = Advantages.Estimate([1, -9, 4], [0.5f, 0.25f, 2], [false, false, true], 0, 0.9, 0.95, [true, false, false]);
        var (plain, _) = Advantages.Estimate([1, -9, 4], [0.5f, 0.25f, 2], [false, false, true], 0, 0.9, 0.95);
        Assert.Equal(plain, same);
    }

    [Fact]
    public void Each_task_is_normalised_by_itself()
    {
        string[] tasks = ["points24", "blackjack", "points24", "blackjack", "points24"];
        float[] together = Advantages.Normalise([10, 0.1f, -5, -0.1f, 1], tasks);
        float[] points = Advantages.Normalise([10, -5, 1]);
        float[] hands = Advantages.Normalise([0.1f, -0.1f]);
        Assert.Equal([points[0], hands[0], points[1], hands[1], points[2]], together);
    }

    [Fact]
    public void What_carries_no_loss_is_not_counted_in_the_mean()
    {
        float[] all = Advantages.Normalise([1, -50, 3, -70, -1], ["a", null, "a", null, "a"]);
        float[] trained = Advantages.Normalise([1, 3, -1]);
        Assert.Equal([trained[0], 0, trained[1], 0, trained[2]], all);
    }

    [Fact]
    public void ExplainedVarianceIsOneForAPerfectAndZeroForAConstantValueHead()
    {
        float[] returns = [1, 2, 3, -4];
        Assert.Equal(1, Advantages.ExplainedVariance(returns, returns), 6);
        Assert.Equal(0, Advantages.ExplainedVariance(returns, [7, 7, 7, 7]), 6);
        Assert.Equal(0, Advantages.ExplainedVariance([2, 2], [0, 1]), 6);
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-4 * Math.Max(1, Math.Abs(expected[i])), $"[{i}]: expected {expected[i]}, got {actual[i]}");
    }
}
