namespace RL4VLM.Environments.Randomness;

/// <summary>CPython's <c>random</c> module: MT19937 seeded with an integer, so that an episode's seed gives the reference's initial state (spec section 1).</summary>
public sealed class PythonRandom
{
    private const int Size = 624;

    private readonly uint[] state = new uint[Size];
    private int index = Size;

    /// <summary>As <c>random.seed(seed)</c>.</summary>
    public PythonRandom(ulong seed)
    {
        uint[] key = seed > uint.MaxValue ? [(uint)seed, (uint)(seed >> 32)] : [(uint)seed];
        Initialise(19650218);
        int i = 1, j = 0;
        for (int k = Math.Max(Size, key.Length); k > 0; k--)
        {
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >> 30)) * 1664525u)) + key[j] + (uint)j;
            if (++i >= Size)
            {
                state[0] = state[Size - 1];
                i = 1;
            }

            j = (j + 1) % key.Length;
        }

        for (int k = Size - 1; k > 0; k--)
        {
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >> 30)) * 1566083941u)) - (uint)i;
            if (++i >= Size)
            {
                state[0] = state[Size - 1];
                i = 1;
            }
        }

        state[0] = 0x80000000u;
    }

    /// <summary><c>getrandbits(bits)</c> for 1 to 32 bits.</summary>
    public uint NextBits(int bits) => Next() >> (32 - bits);

    /// <summary><c>random()</c>: uniform in [0, 1) with 53 bits.</summary>
    public double NextDouble()
    {
        uint a = Next() >> 5, b = Next() >> 6;
        return ((a * 67108864.0) + b) * (1.0 / 9007199254740992.0);
    }

    /// <summary><c>randint(low, high)</c>, both inclusive.</summary>
    public int NextInteger(int low, int high) => low + Below(high - low + 1);

    /// <summary><c>choice(items)</c>.</summary>
    public T Choice<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    private int Below(int count)
    {
        int bits = 32 - int.LeadingZeroCount(count);
        uint value;
        do
            value = NextBits(bits);
        while (value >= count);
        return (int)value;
    }

    private void Initialise(uint seed)
    {
        state[0] = seed;
        for (int i = 1; i < Size; i++)
            state[i] = (1812433253u * (state[i - 1] ^ (state[i - 1] >> 30))) + (uint)i;
    }

    private uint Next()
    {
        if (index >= Size)
            Twist();
        uint y = state[index++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680u;
        y ^= (y << 15) & 0xefc60000u;
        return y ^ (y >> 18);
    }

    private void Twist()
    {
        for (int k = 0; k < Size; k++)
        {
            uint y = (state[k] & 0x80000000u) | (state[(k + 1) % Size] & 0x7fffffffu);
            state[k] = state[(k + 397) % Size] ^ (y >> 1) ^ ((y & 1) != 0 ? 0x9908b0dfu : 0);
        }

        index = 0;
    }
}
