namespace RL4VLM.Agents.Stages;

/// <summary>Splits a whole number by weights.</summary>
public static class Shares
{
    /// <summary>Whole shares that add up to <paramref name="total"/>, as near to the weights as whole numbers get (largest remainder;
    /// ties to the first).</summary>
    public static int[] Split(int total, IReadOnlyList<double> weights)
    {
        double sum = weights.Sum();
        double[] exact = [.. weights.Select(weight => total * weight / sum)];
        int[] shares = [.. exact.Select(value => (int)Math.Floor(value))];
        int rest = total - shares.Sum();
        foreach (int i in Enumerable.Range(0, shares.Length).OrderByDescending(i => exact[i] - shares[i]).ThenBy(i => i).Take(rest))
        {
            shares[i]++;
        }

        return shares;
    }

    /// <summary>What the member <paramref name="index"/> of <paramref name="count"/> equals gets.</summary>
    public static int Equal(int total, int count, int index) => (total / count) + (index < total % count ? 1 : 0);
}
