namespace RL4VLM.Environments.Randomness;

/// <summary>CPython's <c>random.Random</c> seeded with an integer: MT19937 (Matsumoto and Nishimura 1998) with CPython's draws on top, so that a
/// seed deals what it deals in the reference.</summary>
public sealed class PythonRandom
{
    private const int Length = 624;
    private const int Middle = 397;

    private readonly uint[] words = new uint[Length];
    private int next;

    /// <param name="seed">As in <c>random.seed(seed)</c>.</param>
    public PythonRandom(ulong seed)
    {
        uint low = (uint)seed, high = (uint)(seed >> 32);
        SeedByArray(high == 0 ? [low] : [low, high]);
    }

    /// <summary>The low bits of <c>getrandbits(bits)</c>, 1 to 32 of them.</summary>
    public uint Bits(int bits) => Next() >> (32 - bits);

    /// <summary><c>random()</c>: 53 bits in [0, 1).</summary>
    public double Double()
    {
        uint high = Next() >> 5, low = Next() >> 6;
        return ((high * 67108864.0) + low) / 9007199254740992.0;
    }

    /// <summary><c>randint(low, high)</c>: both ends included.</summary>
    public int Integer(int low, int high) => low + Below(high - low + 1);

    /// <summary><c>choice(items)</c>.</summary>
    public T Choice<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    // Rejection over the smallest power of two: CPython's _randbelow_with_getrandbits.
    private int Below(int count)
    {
        int bits = 32 - int.LeadingZeroCount(count);
        uint drawn = Bits(bits);
        while (drawn >= (uint)count) drawn = Bits(bits);
        return (int)drawn;
    }

    private void SeedByArray(ReadOnlySpan<uint> key)
    {
        uint[] state = words;
        state[0] = 19650218;
        for (int n = 1; n < Length; n++) state[n] = (1812433253u * (state[n - 1] ^ (state[n - 1] >> 30))) + (uint)n;

        int i = 1, j = 0;
        for (int k = Length; k > 0; k--)
        {
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >> 30)) * 1664525u)) + key[j] + (uint)j;
            if (++i == Length)
            {
                state[0] = state[Length - 1];
                i = 1;
            }

            if (++j == key.Length) j = 0;
        }

        for (int k = Length - 1; k > 0; k--)
        {
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >> 30)) * 1566083941u)) - (uint)i;
            if (++i == Length)
            {
                state[0] = state[Length - 1];
                i = 1;
            }
        }

        state[0] = 0x80000000;
        next = Length;
    }

    private uint Next()
    {
        if (next == Length) Refill();
        uint y = words[next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >> 18);
    }

    private void Refill()
    {
        for (int n = 0; n < Length; n++)
        {
            uint y = (words[n] & 0x80000000) | (words[(n + 1) % Length] & 0x7fffffff);
            words[n] = words[(n + Middle) % Length] ^ (y >> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0dfu);
        }

        next = 0;
    }
}
