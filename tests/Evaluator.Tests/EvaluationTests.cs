using System.Text.Json;
using RL4VLM.Agents.Tests.Episodes;
using RL4VLM.Core.Manifest;
using RL4VLM.Environments.GymCards;

namespace RL4VLM.Evaluator.Tests;

public class EvaluationTests
{
    private const string AlwaysPlus = "{\"current number\": \"0\", \"target number\": \"3\", \"thoughts\": \"\", \"action\": \"+\"}";

    private static readonly TaskSpec NumberLine = new() { Name = "numberline" };

    [Fact]
    public void Counts_the_first_episodes_started()
    {
        EvaluationResult result = Run(NumberLine, new EvaluationSettings { Temperature = 0.2, Episodes = 300 }, AlwaysPlus);
        Assert.Equal(300, result.Episodes);
        Assert.Equal(300, result.Played.Count);
        // Always-plus succeeds exactly where the target lies ahead.
        double expected = result.Played.Count(episode => episode.States[0] is NumberLineState line && line.Target > line.Start) / 300.0;
        Assert.Equal(expected, result.SuccessRate);
        Assert.InRange(expected, 0.35, 0.65);
        Assert.Equal(expected, result.CeilingShare);
        Assert.True(result.Interval95[0] < expected && expected < result.Interval95[1]);
        Assert.Equal(0, result.IllegalRate);
        var states = result.Played.SelectMany(episode => episode.States).Cast<NumberLineState>().ToArray();
        Assert.Equal(states.Count(line => line is { Current: 0, Target: 3 }) / (double)states.Length, result.ThoughtAccuracy);
        Assert.Equal(states.Length / 300.0, result.MeanEpisodeLength);
    }

    [Fact]
    public void Equal_settings_give_equal_episodes_and_other_sets_other_ones()
    {
        var settings = new EvaluationSettings { Temperature = 0.2, Episodes = 50 };
        ulong[] once = Seeds(settings), again = Seeds(settings with { Environments = 7 });
        Assert.Equal(once, again);
        Assert.Empty(once.Intersect(Seeds(settings with { Seeds = EvaluationSeeds.Training })));
        Assert.Empty(once.Intersect(Seeds(settings with { Seed = 2 })));

        static ulong[] Seeds(EvaluationSettings settings) => [.. Run(NumberLine, settings, AlwaysPlus).Played.Select(episode => episode.Seed)];
    }

    [Fact]
    public void Tells_held_out_episodes_apart()
    {
        EvaluationResult result = Run(NumberLine with { Options = new TaskOptions { HoldOut = 0.4 } }, new EvaluationSettings { Temperature = 0.2, Episodes = 200 }, AlwaysPlus);
        Assert.NotNull(result.HeldOut);
        Assert.Equal(result.Played.Count(episode => episode.StartsHeldOut), result.HeldOut.Episodes);
        Assert.InRange(result.HeldOut.Episodes, 20, 180);
        Assert.Null(Run(NumberLine, new EvaluationSettings { Temperature = 0, Episodes = 5 }, AlwaysPlus).HeldOut);
    }

    [Fact]
    public void Keeps_pictures_and_texts_of_the_first_episodes_only()
    {
        EvaluationResult result = Run(NumberLine, new EvaluationSettings { Temperature = 0.2, Episodes = 10, KeepPictures = 3 }, AlwaysPlus);
        Assert.All(result.Played, episode => Assert.All(episode.Steps, step =>
        {
            Assert.Equal(episode.Index < 3, step.Image.Length > 0);
            Assert.Equal(episode.Index < 3 ? AlwaysPlus : null, step.Info.GetValueOrDefault("text"));
        }));
    }

    [Fact]
    public void The_report_has_the_documented_fields()
    {
        EvaluationResult result = Run(NumberLine, new EvaluationSettings { Temperature = 0.2, Episodes = 10 }, AlwaysPlus);
        var report = new EvaluationReport("0003", "numberline", result, result with { Temperature = 0 }, null);
        JsonElement json = JsonDocument.Parse(report.ToUtf8()).RootElement;
        Assert.Equal("0003", json.GetProperty("checkpoint").GetString());
        Assert.Equal("numberline", json.GetProperty("task").GetString());
        foreach (string mode in new[] { "sampled", "greedy" })
        {
            foreach (string field in new[] { "episodes", "successRate", "interval95", "meanReward", "ceilingShare", "thoughtAccuracy", "illegalRate", "meanEpisodeLength", "truncationRate" })
            {
                Assert.True(json.GetProperty(mode).TryGetProperty(field, out _), $"{mode}.{field}");
            }
        }

        EvaluationReport back = EvaluationReport.Parse(report.ToUtf8());
        Assert.Equal(result.SuccessRate, back.Sampled.SuccessRate);
        Assert.Equal(result.Interval95, back.Greedy.Interval95);
    }

    private static EvaluationResult Run(TaskSpec task, EvaluationSettings settings, string answer) =>
        Evaluation.Run(new FakeInput(), source => FakeGenerator.Run(source, _ => answer), task, settings);
}
