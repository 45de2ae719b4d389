namespace RL4VLM.Learner.Ppo;

/// <summary>Generalised advantage estimation (Schulman et al. 2016; arXiv 2405.10292 section 4).</summary>
public static class Advantages
{
    /// <summary>
    /// Computes returns and advantages of one stream of consecutive steps.
    /// A step that ends an episode (terminated or truncated: the reference does not bootstrap on a time limit) cuts the recursion.
    /// </summary>
    /// <param name="rewards">[steps] scaled rewards.</param>
    /// <param name="values">[steps] value estimates at the prompts.</param>
    /// <param name="done">[steps] whether the step ended its episode.</param>
    /// <param name="nextValue">Value after the last step; ignored where the last step is done.</param>
    /// <param name="gamma">Discount.</param>
    /// <param name="lambda">GAE's lambda.</param>
    /// <param name="heldOut">[steps] states that are never trained on, or empty. What happens from one on must not teach either, so the step into it
    /// is credited with that state's value estimate instead.</param>
    /// <returns>returns = advantages + values, both [steps] float32 like the reference's buffers.</returns>
    public static (float[] Returns, float[] Advantages) Estimate(
        ReadOnlySpan<float> rewards, ReadOnlySpan<float> values, ReadOnlySpan<bool> done, float nextValue, double gamma, double lambda,
        ReadOnlySpan<bool> heldOut = default)
    {
        int steps = rewards.Length;
        if (values.Length != steps || done.Length != steps)
            throw new ArgumentException($"rewards, values and done must have one length, got {steps}, {values.Length}, {done.Length}");
        if (heldOut.Length != 0 && heldOut.Length != steps)
            throw new ArgumentException($"heldOut must have one entry a step ({steps}) or none, got {heldOut.Length}", nameof(heldOut));

        var returns = new float[steps];
        var advantages = new float[steps];
        float discount = (float)gamma, trace = (float)(gamma * lambda);
        float advantage = 0;
        for (int t = steps - 1; t >= 0; t--)
        {
            float mask = done[t] ? 0f : 1f;
            float after = t + 1 < steps ? values[t + 1] : nextValue;
            float delta = rewards[t] + (discount * after * mask) - values[t];
            float carried = t + 1 < heldOut.Length && heldOut[t + 1] ? 0f : advantage;
            advantage = delta + (trace * mask * carried);
            returns[t] = advantage + values[t];
            advantages[t] = returns[t] - values[t];
        }

        return (returns, advantages);
    }

    /// <summary>(a - mean) / (std + 1e-5) over the whole rollout, unbiased standard deviation (spec section 6.2). A single advantage becomes 0.</summary>
    public static float[] Normalise(ReadOnlySpan<float> advantages)
    {
        int n = advantages.Length;
        var result = new float[n];
        if (n < 2)
            return result;
        double mean = 0;
        foreach (float a in advantages)
            mean += a;
        mean /= n;
        double squares = 0;
        foreach (float a in advantages)
            squares += (a - mean) * (a - mean);
        double scale = 1 / (Math.Sqrt(squares / (n - 1)) + 1e-5);
        for (int i = 0; i < n; i++)
            result[i] = (float)((advantages[i] - mean) * scale);
        return result;
    }

    /// <summary>
    /// As <see cref="Normalise(ReadOnlySpan{float})"/>, each group by itself: where tasks are learned together, one that pays 10 would otherwise leave
    /// nothing of the update to one that pays 1.
    /// </summary>
    /// <param name="advantages">[steps]</param>
    /// <param name="groups">[steps] the task of each; null where a step carries no loss: it counts in no mean and comes out 0.</param>
    public static float[] Normalise(ReadOnlySpan<float> advantages, IReadOnlyList<string?> groups)
    {
        var result = new float[advantages.Length];
        foreach (var group in Enumerable.Range(0, groups.Count).Where(i => groups[i] is not null).GroupBy(i => groups[i]))
        {
            int[] members = [.. group];
            var own = new float[members.Length];
            for (int i = 0; i < members.Length; i++)
                own[i] = advantages[members[i]];
            own = Normalise(own);
            for (int i = 0; i < members.Length; i++)
                result[members[i]] = own[i];
        }

        return result;
    }

    /// <summary>1 - Var(returns - values) / Var(returns): 1 is a perfect value head, 0 no better than a constant. 0 when the returns do not vary.</summary>
    public static double ExplainedVariance(ReadOnlySpan<float> returns, ReadOnlySpan<float> values)
    {
        double total = Variance(returns);
        if (total <= 0)
            return 0;
        var residuals = new float[returns.Length];
        for (int i = 0; i < residuals.Length; i++)
            residuals[i] = returns[i] - values[i];
        return 1 - (Variance(residuals) / total);
    }

    private static double Variance(ReadOnlySpan<float> x)
    {
        double mean = 0;
        foreach (float v in x)
            mean += v;
        mean /= Math.Max(1, x.Length);
        double sum = 0;
        foreach (float v in x)
            sum += (v - mean) * (v - mean);
        return sum / Math.Max(1, x.Length);
    }
}
