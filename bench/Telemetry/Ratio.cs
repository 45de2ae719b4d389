namespace RL4VLM.Benchmarks.Telemetry;

/// <summary>How much more one side takes, in per cent: of the sums over all pairs, with the interval in which 95 % of the resampled
/// pairs' ratios lie (bootstrap), and the median of the pairs.</summary>
internal readonly record struct Ratio(double Percent, double Low, double High, double Median)
{
    private const int Samples = 10_000;

    public static Ratio Of(IReadOnlyList<(double On, double Off)> pairs)
    {
        var random = new Random(1);
        double[] resampled = [.. Enumerable.Range(0, Samples).Select(_ => More(Enumerable.Range(0, pairs.Count).Select(_ => pairs[random.Next(pairs.Count)]))).Order()];
        double[] single = [.. pairs.Select(pair => More([pair])).Order()];
        return new Ratio(More(pairs), resampled[(int)(0.025 * Samples)], resampled[(int)(0.975 * Samples)], (single[(single.Length - 1) / 2] + single[single.Length / 2]) / 2);
    }

    private static double More(IEnumerable<(double On, double Off)> pairs)
    {
        double on = 0, off = 0;
        foreach ((double with, double without) in pairs) (on, off) = (on + with, off + without);
        return 100 * ((on / off) - 1);
    }
}
