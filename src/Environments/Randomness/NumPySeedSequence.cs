namespace RL4VLM.Environments.Randomness;

/// <summary>NumPy's <c>SeedSequence(seed)</c>: spreads a seed over a pool of four words and hands out generator state.</summary>
internal static class NumPySeedSequence
{
    private const int Pool = 4;

    /// <summary><c>SeedSequence(seed).generate_state(count, uint64)</c>.</summary>
    public static ulong[] State(ulong seed, int count)
    {
        uint low = (uint)seed, high = (uint)(seed >> 32);
        ReadOnlySpan<uint> entropy = [low, high, 0, 0];
        Span<uint> pool = stackalloc uint[Pool];
        uint constant = 0x43b0d7e5;
        for (int i = 0; i < Pool; i++) pool[i] = Hash(entropy[i], ref constant);
        for (int source = 0; source < Pool; source++)
        {
            for (int target = 0; target < Pool; target++)
            {
                if (source != target) pool[target] = Mix(pool[target], Hash(pool[source], ref constant));
            }
        }

        var state = new ulong[count];
        uint output = 0x8b51f9dd;
        for (int i = 0; i < 2 * count; i++)
        {
            uint word = pool[i % Pool] ^ output;
            output *= 0x58f38ded;
            word *= output;
            word ^= word >> 16;
            state[i / 2] |= (ulong)word << (32 * (i % 2));
        }

        return state;
    }

    private static uint Hash(uint value, ref uint constant)
    {
        value ^= constant;
        constant *= 0x931e8875;
        value *= constant;
        return value ^ (value >> 16);
    }

    private static uint Mix(uint x, uint y)
    {
        uint mixed = (0xca01f9ddu * x) - (0x4973f715u * y);
        return mixed ^ (mixed >> 16);
    }
}
