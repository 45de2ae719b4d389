using Microsoft.Extensions.Time.Testing;
using RL4VLM.Cli.Running;
using RL4VLM.Core.Planning;
using RL4VLM.Core.Stages;

namespace RL4VLM.Cli.Tests.Running;

public sealed class PlainRunDisplayTests
{
    private readonly FakeTimeProvider clock = new();
    private readonly StringWriter writer = new() { NewLine = "\n" };

    [Fact]
    public void A_long_stage_says_every_half_minute_how_far_it_is_and_a_short_one_nothing()
    {
        var display = new PlainRunDisplay(writer, 2, clock);
        display.Started(new StageKey(StageNames.Sft), 2, 9, null);
        for (int second = 1; second <= 70; second++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            display.Report(new StageProgress(StageNames.Sft, 0, second / 70.0, $"epoch {(second / 20) + 1}/4"));
        }

        display.Finished(new StageKey(StageNames.Sft), Summary(), TimeSpan.FromSeconds(70));
        Assert.Equal(
            """
            [   30.0 s] sft                          30.0 s  42.9 %  epoch 2/4
            [   60.0 s] sft                          60.0 s  85.7 %  epoch 4/4
            [   70.0 s] sft                          70.0 s  loss 0.5

            """, writer.ToString());
    }

    [Fact]
    public void What_a_stage_reports_after_its_end_is_not_shown()
    {
        var display = new PlainRunDisplay(writer, 2, clock);
        display.Started(new StageKey(StageNames.Sft), 2, 9, null);
        display.Finished(new StageKey(StageNames.Sft), Summary(), TimeSpan.Zero);
        clock.Advance(TimeSpan.FromMinutes(2));
        display.Report(new StageProgress(StageNames.Sft, 0, 1, "late"));
        Assert.DoesNotContain("late", writer.ToString(), StringComparison.Ordinal);
    }

    private static StageSummary Summary() => new() { Stage = StageNames.Sft, Metrics = new Dictionary<string, double> { [MetricNames.Train.SftLoss] = 0.5 } };
}
