namespace RL4VLM.Evaluator;

/// <summary>Wilson's score interval for a share (E. B. Wilson, 1927): sensible near 0 and 1, where the normal one is not.</summary>
public static class Wilson
{
    private const double Z = 1.959963984540054;

    /// <summary>The 95 % interval of a rate of <paramref name="successes"/> in <paramref name="trials"/>; [0, 1] without trials.</summary>
    public static (double Low, double High) Interval95(int successes, int trials)
    {
        if (trials == 0)
        {
            return (0, 1);
        }

        double rate = successes / (double)trials, z2 = Z * Z / trials;
        double middle = rate + (z2 / 2);
        double half = Z * Math.Sqrt((rate * (1 - rate) / trials) + (z2 / (4 * trials)));
        // At the ends the formula is exactly 0 or 1; rounding would leave some 1e-18 of it.
        return (successes == 0 ? 0 : (middle - half) / (1 + z2), successes == trials ? 1 : (middle + half) / (1 + z2));
    }
}
