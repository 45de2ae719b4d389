namespace RL4VLM.Models.Generation;

/// <summary>Seeded generator of sampling noise (SplitMix64): small, portable, the same sequence on every machine.</summary>
public sealed class SamplingRandom(ulong seed)
{
    private ulong state = seed;

    /// <summary>Uniform in [0, 1) with 53 bits.</summary>
    public double NextDouble()
    {
        state += 0x9E3779B97F4A7C15UL;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        z ^= z >> 31;
        return (z >> 11) * (1.0 / (1UL << 53));
    }
}
