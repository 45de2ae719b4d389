namespace RL4VLM.Environments.Randomness;

/// <summary>SplitMix64 (Steele, Lea and Flood 2014): hashes and small seeded streams whose values never change between releases.</summary>
public struct SplitMix(ulong seed)
{
    private ulong state = seed;

    /// <summary>64 uniform bits.</summary>
    public ulong Next()
    {
        state += 0x9e3779b97f4a7c15;
        return Finish(state);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double Double() => (Next() >> 11) * (1.0 / 9007199254740992.0);

    /// <summary>Uniform in [low, high).</summary>
    public double Between(double low, double high) => low + ((high - low) * Double());

    /// <summary>A hash of several numbers; order matters.</summary>
    public static ulong Hash(params ReadOnlySpan<ulong> values)
    {
        ulong hash = 0x2545f4914f6cdd1d;
        foreach (ulong value in values) hash = Finish(hash + 0x9e3779b97f4a7c15 + Finish(value + 0x632be59bd9b4e019));
        return hash;
    }

    private static ulong Finish(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
        return value ^ (value >> 31);
    }
}
