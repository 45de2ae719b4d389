namespace RL4VLM.Models.Tokenization;

/// <summary>GPT-2's reversible mapping of bytes to printable characters, used by byte-level BPE.</summary>
internal static class ByteAlphabet
{
    /// <summary>[256]: the character of each byte.</summary>
    public static readonly int[] Characters = Build();

    private static readonly short[] Bytes = Invert();

    /// <summary>The byte of a character, or −1.</summary>
    public static int ByteOf(int rune) => rune < Bytes.Length ? Bytes[rune] : -1;

    private static int[] Build()
    {
        var characters = new int[256];
        int next = 256;
        for (int value = 0; value < 256; value++)
            characters[value] = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF) ? value : next++;
        return characters;
    }

    private static short[] Invert()
    {
        var bytes = new short[Characters.Max() + 1];
        Array.Fill(bytes, (short)-1);
        for (int value = 0; value < 256; value++) bytes[Characters[value]] = (short)value;
        return bytes;
    }
}
