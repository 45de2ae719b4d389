namespace RL4VLM.Environments.Randomness;

/// <summary>NumPy's <c>Generator(PCG64(SeedSequence(seed)))</c>: PCG XSL-RR 128/64 (O'Neill 2014) with NumPy's bounded draws, which take 32-bit
/// halves of each output (low half first) and Lemire's multiply-shift rejection.</summary>
public sealed class NumPyGenerator
{
    private static readonly UInt128 Multiplier = new(2549297995355413924, 4865540595714422341);

    private uint? half;

    /// <param name="seed">As in <c>SeedSequence(seed)</c>.</param>
    public NumPyGenerator(ulong seed)
    {
        ulong[] words = NumPySeedSequence.State(seed, 4);
        Increment = (new UInt128(words[2], words[3]) << 1) | 1;
        Advance();
        State += new UInt128(words[0], words[1]);
        Advance();
    }

    /// <summary>The 128 bits of state.</summary>
    public UInt128 State { get; private set; }

    /// <summary>The stream's odd increment.</summary>
    public UInt128 Increment { get; }

    /// <summary>The next raw 64-bit output.</summary>
    public ulong Raw()
    {
        Advance();
        ulong high = (ulong)(State >> 64), low = (ulong)State;
        return ulong.RotateRight(high ^ low, (int)(high >> 58));
    }

    /// <summary><c>integers(0, count)</c> for a count below 2^32, and the index that <c>choice</c> of as many items takes.</summary>
    public int Below(int count)
    {
        uint bound = (uint)count;
        ulong product = (ulong)Half() * bound;
        if ((uint)product < bound)
        {
            uint threshold = (uint)-bound % bound;
            while ((uint)product < threshold) product = (ulong)Half() * bound;
        }

        return (int)(product >> 32);
    }

    private uint Half()
    {
        if (half is { } kept)
        {
            half = null;
            return kept;
        }

        ulong raw = Raw();
        half = (uint)(raw >> 32);
        return (uint)raw;
    }

    private void Advance() => State = (State * Multiplier) + Increment;
}
