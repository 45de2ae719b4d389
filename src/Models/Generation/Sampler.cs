using System.Runtime.Intrinsics;

namespace RL4VLM.Models.Generation;

/// <summary>Chooses a token from one row of logits, in float32, with the slot's own generator.</summary>
internal static class Sampler
{
    /// <param name="logits">[vocabulary] float32.</param>
    /// <param name="temperature">0 takes the largest (the lowest id among equals) and draws nothing.</param>
    /// <param name="random">One draw per sampled token.</param>
    /// <param name="weights">Scratch of the vocabulary's size.</param>
    /// <returns>The id and its log-probability at that temperature (at 1 when greedy).</returns>
    public static (int Id, float LogProbability) Choose(ReadOnlySpan<float> logits, double temperature, SamplingRandom random, Span<float> weights)
    {
        int best = 0;
        for (int i = 1; i < logits.Length; i++)
        {
            if (logits[i] > logits[best])
            {
                best = i;
            }
        }

        float largest = logits[best];
        if (!float.IsFinite(largest))
        {
            throw new ArithmeticException($"The logits are not finite (largest: {largest}).");
        }

        float scale = temperature > 0 ? (float)(1 / temperature) : 1f;
        double total = Exponentials(logits, largest, scale, weights);
        int id = best;
        if (temperature > 0)
        {
            double target = random.NextDouble() * total;
            double cumulative = 0;
            for (int i = 0; i < logits.Length; i++)
            {
                cumulative += weights[i];
                if (target < cumulative)
                {
                    id = i;
                    break;
                }
            }
        }

        return (id, (float)(((logits[id] - largest) * (double)scale) - Math.Log(total)));
    }

    /// <summary>weights[i] = exp((logits[i] − largest) · scale); their sum in order of id, in double.</summary>
    private static double Exponentials(ReadOnlySpan<float> logits, float largest, float scale, Span<float> weights)
    {
        int i = 0;
        var top = Vector256.Create(largest);
        for (; i + Vector256<float>.Count <= logits.Length; i += Vector256<float>.Count)
        {
            var shifted = (Vector256.Create(logits.Slice(i, Vector256<float>.Count)) - top) * scale;
            Vector256.Exp(shifted).CopyTo(weights[i..]);
        }

        for (; i < logits.Length; i++)
        {
            weights[i] = MathF.Exp((logits[i] - largest) * scale);
        }

        double total = 0;
        for (i = 0; i < logits.Length; i++)
        {
            total += weights[i];
        }

        return total;
    }
}
