namespace RL4VLM.Agents.Episodes;

/// <summary>Derives seeds that do not collide in practice from a seed and what it is for (SplitMix64 finaliser, applied per part).</summary>
public static class SeedMix
{
    /// <summary>A seed for <paramref name="purpose"/> and numbers such as iteration, worker, episode.</summary>
    public static ulong Of(ulong seed, string purpose, params ReadOnlySpan<int> numbers)
    {
        ulong mixed = Next(seed, Hash(purpose));
        foreach (int number in numbers)
        {
            mixed = Next(mixed, unchecked((ulong)number));
        }

        return mixed;
    }

    /// <summary>64-bit FNV-1a of the text's UTF-16 code units: the same on every machine, unlike <see cref="string.GetHashCode()"/>.</summary>
    public static ulong Hash(string text)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in text)
        {
            hash = (hash ^ c) * 1099511628211;
        }

        return hash;
    }

    private static ulong Next(ulong state, ulong part)
    {
        ulong z = state + 0x9E3779B97F4A7C15UL * (part + 1);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
