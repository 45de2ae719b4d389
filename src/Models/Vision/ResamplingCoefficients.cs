using System.Collections.Concurrent;

namespace RL4VLM.Models.Vision;

/// <summary>Fixed-point weights of one resampling pass: for every output position the source positions that enter and their weights.
/// The filter widens when shrinking (antialiasing). Same numbers as Pillow's 8-bit resampling.</summary>
internal sealed class ResamplingCoefficients
{
    /// <summary>Fraction bits: 32 less 8 for the pixel and 2 for overshoot and sign.</summary>
    public const int PrecisionBits = 22;

    /// <summary>Weights are split into a high part and this many low bits, so that both fit 16-bit multiplication.</summary>
    public const int LowBits = 11;

    private const int CacheCapacity = 64;

    private static readonly ConcurrentDictionary<(int, int, ResamplingFilter), ResamplingCoefficients> Cache = new();

    private ResamplingCoefficients(int inputSize, int outputSize, ResamplingFilter filter)
    {
        double scale = (double)inputSize / outputSize, filterScale = Math.Max(scale, 1.0);
        double support = filter.Support() * filterScale, inverse = 1.0 / filterScale;
        MaximumTaps = ((int)Math.Ceiling(support) * 2) + 1;
        First = new int[outputSize];
        Taps = new int[outputSize];
        Weights = new int[outputSize * MaximumTaps];
        var weights = new double[MaximumTaps];
        for (int output = 0; output < outputSize; output++)
        {
            double center = (output + 0.5) * scale, total = 0;
            int from = Math.Max(0, (int)(center - support + 0.5)), to = Math.Min(inputSize, (int)(center + support + 0.5));
            for (int i = from; i < to; i++) total += weights[i - from] = filter.Evaluate((i - center + 0.5) * inverse);
            First[output] = from;
            Taps[output] = to - from;
            for (int i = 0; i < to - from; i++)
            {
                double weight = (total != 0 ? weights[i] / total : weights[i]) * (1 << PrecisionBits);
                Weights[(output * MaximumTaps) + i] = (int)(weight < 0 ? weight - 0.5 : weight + 0.5);
            }
        }

        Groups = (MaximumTaps + 3) / 4;
        Paired = Expand();
    }

    /// <summary>Most source positions one output position needs.</summary>
    public int MaximumTaps { get; }

    /// <summary>[output]: first source position.</summary>
    public int[] First { get; }

    /// <summary>[output]: number of source positions.</summary>
    public int[] Taps { get; }

    /// <summary>[output, tap]: weights times 2^22; zero past the end.</summary>
    public int[] Weights { get; }

    /// <summary>Groups of four taps an output position needs.</summary>
    public int Groups { get; }

    /// <summary>[output, group, high then low, 16]: the weights of four taps laid out for the pairwise products of
    /// r0 r1 g0 g1 b0 b1 – – | r2 r3 g2 g3 b2 b3 – –.</summary>
    public short[] Paired { get; }

    public static ResamplingCoefficients Get(int inputSize, int outputSize, ResamplingFilter filter)
    {
        if (Cache.TryGetValue((inputSize, outputSize, filter), out ResamplingCoefficients? known)) return known;
        var made = new ResamplingCoefficients(inputSize, outputSize, filter);
        if (Cache.Count < CacheCapacity) Cache[(inputSize, outputSize, filter)] = made;
        return made;
    }

    private short[] Expand()
    {
        var paired = new short[First.Length * Groups * 32];
        for (int output = 0; output < First.Length; output++)
        {
            for (int tap = 0; tap < Taps[output]; tap++)
            {
                int weight = Weights[(output * MaximumTaps) + tap];
                int at = (((output * Groups) + (tap / 4)) * 32) + (tap % 4 / 2 * 8) + (tap % 2);
                for (int channel = 0; channel < 3; channel++)
                {
                    paired[at + (channel * 2)] = (short)(weight >> LowBits);
                    paired[at + (channel * 2) + 16] = (short)(weight & ((1 << LowBits) - 1));
                }
            }
        }

        return paired;
    }
}
