namespace RL4VLM.Learner;

/// <summary>Seeds of independent streams: stable over processes, unlike <see cref="HashCode"/>.</summary>
public static class HashCodes
{
    /// <summary>Mixes numbers into a non-negative seed (SplitMix64 finaliser).</summary>
    public static int Combine(params ReadOnlySpan<long> parts)
    {
        ulong state = 0x9E3779B97F4A7C15UL;
        foreach (long part in parts)
        {
            state ^= (ulong)part;
            state += 0x9E3779B97F4A7C15UL;
            state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9UL;
            state = (state ^ (state >> 27)) * 0x94D049BB133111EBUL;
            state ^= state >> 31;
        }

        return (int)(state >> 33);
    }
}
