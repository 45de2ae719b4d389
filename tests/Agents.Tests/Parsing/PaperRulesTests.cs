using System.Text.Json;
using RL4VLM.Agents.Parsing;

namespace RL4VLM.Agents.Tests.Parsing;

public class PaperRulesTests
{
    private static readonly Dictionary<string, string[]> Actions = new()
    {
        ["gym_cards/NumberLine-v0"] = ["-", "+"],
        ["gym_cards/Blackjack-v0"] = ["stand", "hit"],
        ["gym_cards/EZPoints-v0"] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "+", "*", "="],
        ["gym_cards/Points24-v0"] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "+", "-", "*", "/", "(", ")", "="],
    };

    [Fact]
    public void Paper_parser_equals_every_recorded_text_projection()
    {
        int rows = 0;
        foreach (JsonElement row in Fixture.Lines("text_projection.jsonl"))
        {
            string[] actions = Actions[row.GetProperty("env").GetString()!];
            string? text = row.GetProperty("text").GetString();
            bool random = row.GetProperty("result").GetString() == "uniform_random";
            int? expected = random ? null : row.GetProperty("index").GetInt32();
            Assert.True(expected == PaperActionParser.Parse(text, actions), $"{text}: expected {expected}");
            if (random)
            {
                Assert.Equal(row.GetProperty("random_over").GetInt32(), actions.Length);
            }

            rows++;
        }

        Assert.True(rows > 100);
    }

    [Fact]
    public void Paper_log_probability_equals_every_recorded_split()
    {
        int rows = 0;
        foreach (JsonElement row in Fixture.Lines("logprob_split.jsonl"))
        {
            int[] ids = [.. row.GetProperty("output_ids").EnumerateArray().Select(e => e.GetInt32())];
            float[] logProbabilities = [.. row.GetProperty("exact_logprob_per_token").EnumerateArray().Select(e => (float)e.GetDouble())];
            PaperLogProbability actual = PaperLogProbability.Combine(ids, logProbabilities, row.GetProperty("thought_prob_coef").GetDouble());
            string name = row.GetProperty("case").GetString()!;
            AssertClose(name, row.GetProperty("sum_log_prob").GetSingle(), actual.Sum);
            AssertClose(name, row.GetProperty("action_tokens_log_prob").GetSingle(), actual.Action);
            rows++;
        }

        Assert.True(rows > 50);
    }

    /// <summary>The vectors give exact per-token values; the recording took a float32 log-softmax over 32,000 entries, whose own
    /// rounding (up to some 1e-5 a token) shows below that size. Above it the bfloat16 values must be the same.</summary>
    private static void AssertClose(string name, float expected, float actual) =>
        Assert.True(expected == actual || Math.Abs(expected - actual) <= 1.5e-5f, $"{name}: expected {expected}, got {actual}");

    [Theory]
    [InlineData(1f, 1f)]
    [InlineData(-13.53125f, -13.5f)] // half-way: to even
    [InlineData(-13.47f, -13.5f)]
    [InlineData(0f, 0f)]
    public void Rounds_to_the_nearest_bfloat16(float value, float expected) =>
        Assert.Equal(expected, PaperLogProbability.RoundToBfloat16(value));
}
