namespace RL4VLM.Environments;

/// <summary>Hashes that are the same in every process and on every machine (FNV-1a, then SplitMix64's finaliser).</summary>
public static class StableHash
{
    public static ulong Of(string text, ulong seed = 0)
    {
        ulong hash = 14695981039346656037UL ^ seed;
        foreach (char c in text)
            hash = (hash ^ c) * 1099511628211UL;
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
        return hash ^ (hash >> 31);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public static double Share(string text, ulong seed = 0) => (Of(text, seed) >> 11) * (1.0 / (1UL << 53));
}
