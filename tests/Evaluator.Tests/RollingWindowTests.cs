namespace RL4VLM.Evaluator.Tests;

public class RollingWindowTests
{
    [Fact]
    public void Averages_the_newest_window_and_keeps_the_peak()
    {
        bool[] successes = [true, false, true, true, true, false, false, false];
        RollingWindow window = RollingWindow.Of(successes, 4)!;
        Assert.Equal(8, window.Episodes);
        Assert.Equal(0.25, window.SuccessRate);
        Assert.Equal(0.75, window.Peak);
    }

    [Fact]
    public void Averages_over_what_there_is_while_the_window_is_not_full()
    {
        RollingWindow window = RollingWindow.Of([true, false, false], 200)!;
        Assert.Equal(1 / 3.0, window.SuccessRate);
        Assert.Equal(1 / 3.0, window.Peak);
        Assert.Null(RollingWindow.Of([], 200));
    }

    [Fact]
    public void Widths_are_the_papers()
    {
        Assert.Equal(200, RollingWindow.WindowOf("numberline"));
        Assert.Equal(1000, RollingWindow.WindowOf("blackjack"));
    }
}
