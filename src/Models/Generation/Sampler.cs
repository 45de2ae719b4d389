using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RL4VLM.Models.Generation;

/// <summary>Chooses a token from one row of logits, in float32, with the slot's own generator.</summary>
internal static class Sampler
{
    private const int Width = 8;

    /// <param name="logits">[vocabulary] float32.</param>
    /// <param name="temperature">0 takes the largest (the lowest id among equals) and draws nothing.</param>
    /// <param name="random">One draw per sampled token.</param>
    /// <param name="weights">Scratch of the vocabulary's size.</param>
    /// <returns>The id and its log-probability at that temperature (at 1 when greedy).</returns>
    /// <exception cref="ArithmeticException">A logit is NaN, or the largest is infinite.</exception>
    public static (int Id, float LogProbability) Choose(ReadOnlySpan<float> logits, double temperature, SamplingRandom random, Span<float> weights)
    {
        float largest = Largest(logits);
        if (!float.IsFinite(largest))
        {
            throw new ArithmeticException($"The logits are not finite (largest: {largest}).");
        }

        float scale = temperature > 0 ? (float)(1 / temperature) : 1f;
        double total = Exponentials(logits, largest, scale, weights);
        int id = temperature > 0 ? Invert(weights[..logits.Length], random.NextDouble() * total) : logits.IndexOf(largest);
        return (id, (float)(((logits[id] - largest) * (double)scale) - Math.Log(total)));
    }

    /// <summary>NaN when any is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Largest(ReadOnlySpan<float> logits)
    {
        float largest = float.NegativeInfinity;
        var blocks = MemoryMarshal.Cast<float, Vector256<float>>(logits);
        if (blocks.Length > 0)
        {
            var top = blocks[0];
            foreach (var block in blocks[1..])
            {
                top = Vector256.Max(top, block); // propagates NaN
            }

            for (int i = 0; i < Width; i++)
            {
                largest = MathF.Max(largest, top[i]);
            }
        }

        foreach (float logit in logits[(blocks.Length * Width)..])
        {
            largest = MathF.Max(largest, logit);
        }

        return largest;
    }

    /// <summary>weights[i] = exp((logits[i] − largest) · scale); returns their sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Exponentials(ReadOnlySpan<float> logits, float largest, float scale, Span<float> weights)
    {
        var blocks = MemoryMarshal.Cast<float, Vector256<float>>(logits);
        var results = MemoryMarshal.Cast<float, Vector256<float>>(weights);
        var top = Vector256.Create(largest);
        Vector256<double> lower = default, upper = default;
        for (int i = 0; i < blocks.Length; i++)
        {
            var weight = Vector256.Exp((blocks[i] - top) * scale);
            results[i] = weight;
            var (low, high) = Vector256.Widen(weight);
            lower += low;
            upper += high;
        }

        double total = Vector256.Sum(lower + upper);
        for (int i = blocks.Length * Width; i < logits.Length; i++)
        {
            weights[i] = MathF.Exp((logits[i] - largest) * scale);
            total += weights[i];
        }

        return total;
    }

    /// <summary>The first id at which the running sum of weights exceeds the target.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Invert(ReadOnlySpan<float> weights, double target)
    {
        var blocks = MemoryMarshal.Cast<float, Vector256<float>>(weights);
        int i = 0;
        double before = 0;
        foreach (var block in blocks)
        {
            var (low, high) = Vector256.Widen(block);
            double after = before + Vector256.Sum(low + high);
            if (target < after)
            {
                break;
            }

            before = after;
            i += Width;
        }

        int last = 0; // rounding may leave the target just beyond the sum: the last id that has any weight
        for (; i < weights.Length; i++)
        {
            before += weights[i];
            if (target < before)
            {
                return i;
            }

            last = weights[i] > 0 ? i : last;
        }

        return last > 0 ? last : weights.LastIndexOfAnyExcept(0f);
    }
}
