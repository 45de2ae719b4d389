namespace RL4VLM.Benchmarks.Telemetry;

/// <summary>How much more one side takes than the other, in per cent: the mean of the pairs' ratios without the fifth at either end, which on
/// a shared machine tell of the neighbours; the interval in which 95 % of the means of resampled pairs lie (bootstrap); and what all pairs
/// together come to.</summary>
internal readonly record struct Ratio(double Percent, double Low, double High, double Total)
{
    private const int Samples = 10_000;

    public static Ratio Of(IReadOnlyList<(double On, double Off)> pairs)
    {
        double[] more = [.. pairs.Select(pair => 100 * ((pair.On / pair.Off) - 1))];
        var random = new Random(1);
        double[] means = [.. Enumerable.Range(0, Samples).Select(_ => Mean(random.GetItems(more, more.Length))).Order()];
        return new Ratio(Mean(more), means[(int)(0.025 * Samples)], means[(int)(0.975 * Samples)], 100 * ((pairs.Sum(pair => pair.On) / pairs.Sum(pair => pair.Off)) - 1));
    }

    private static double Mean(double[] values)
    {
        int cut = values.Length / 5;
        return values.Order().Skip(cut).SkipLast(cut).Average();
    }
}
