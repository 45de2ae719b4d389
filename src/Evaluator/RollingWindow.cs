namespace RL4VLM.Evaluator;

/// <summary>The paper's figure (spec section 8): success over the last episodes of *training*, as a moving average, and its peak.</summary>
/// <param name="Window">Episodes averaged over: 200, Blackjack 1000.</param>
/// <param name="Episodes">Training episodes so far.</param>
/// <param name="SuccessRate">Over the newest window.</param>
/// <param name="Peak">The largest value of the moving average over full windows (over all episodes while there are fewer).</param>
public sealed record RollingWindow(int Window, int Episodes, double SuccessRate, double Peak)
{
    /// <summary>The paper's window for a task (spec section 6.1).</summary>
    public static int WindowOf(string task) => task == "blackjack" ? 1000 : 200;

    /// <summary>Null without episodes.</summary>
    public static RollingWindow? Of(IReadOnlyList<bool> successes, int window)
    {
        if (successes.Count == 0)
        {
            return null;
        }

        int within = 0;
        double peak = 0;
        for (int i = 0; i < successes.Count; i++)
        {
            within += successes[i] ? 1 : 0;
            within -= i >= window && successes[i - window] ? 1 : 0;
            if (i + 1 >= Math.Min(window, successes.Count))
            {
                peak = Math.Max(peak, within / (double)Math.Min(window, i + 1));
            }
        }

        return new RollingWindow(window, successes.Count, within / (double)Math.Min(window, successes.Count), peak);
    }
}
