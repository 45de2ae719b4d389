using System.Buffers.Binary;

namespace System.IO.Hashing;

/// <summary>CRC-32 as in PNG, gzip and Ethernet: polynomial 0x04C11DB7 reflected, initial and final value all ones, written least
/// significant byte first.</summary>
public sealed class Crc32 : NonCryptographicHashAlgorithm
{
    private const int Size = sizeof(uint);
    private const uint Polynomial = 0xEDB88320;

    // Tables[k * 256 + b]: the byte b followed by k zero bytes. Eight bytes are folded in at once.
    private static readonly uint[] Tables = MakeTables();

    private uint crc = uint.MaxValue;

    public Crc32()
        : base(Size)
    {
    }

    private Crc32(uint crc)
        : base(Size) => this.crc = crc;

    public Crc32 Clone() => new(crc);

    public override void Append(ReadOnlySpan<byte> source) => crc = Update(crc, source);

    public override void Reset() => crc = uint.MaxValue;

    public uint GetCurrentHashAsUInt32() => ~crc;

    public static byte[] Hash(byte[] source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Hash(source.AsSpan());
    }

    public static byte[] Hash(ReadOnlySpan<byte> source)
    {
        byte[] hash = new byte[Size];
        BinaryPrimitives.WriteUInt32LittleEndian(hash, HashToUInt32(source));
        return hash;
    }

    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public static int Hash(ReadOnlySpan<byte> source, Span<byte> destination) =>
        TryHash(source, destination, out int written) ? written : throw new ArgumentException("Destination is too short.", nameof(destination));

    public static bool TryHash(ReadOnlySpan<byte> source, Span<byte> destination, out int bytesWritten)
    {
        bytesWritten = destination.Length < Size ? 0 : Size;
        if (bytesWritten == 0) return false;
        BinaryPrimitives.WriteUInt32LittleEndian(destination, HashToUInt32(source));
        return true;
    }

    public static uint HashToUInt32(ReadOnlySpan<byte> source) => ~Update(uint.MaxValue, source);

    protected override void GetCurrentHashCore(Span<byte> destination) => BinaryPrimitives.WriteUInt32LittleEndian(destination, ~crc);

    private static uint Update(uint crc, ReadOnlySpan<byte> source)
    {
        ReadOnlySpan<uint> tables = Tables;
        for (; source.Length >= 8; source = source[8..])
        {
            ulong block = BinaryPrimitives.ReadUInt64LittleEndian(source) ^ crc;
            crc = tables[(7 * 256) + (int)(block & 255)]
                ^ tables[(6 * 256) + (int)((block >> 8) & 255)]
                ^ tables[(5 * 256) + (int)((block >> 16) & 255)]
                ^ tables[(4 * 256) + (int)((block >> 24) & 255)]
                ^ tables[(3 * 256) + (int)((block >> 32) & 255)]
                ^ tables[(2 * 256) + (int)((block >> 40) & 255)]
                ^ tables[256 + (int)((block >> 48) & 255)]
                ^ tables[(int)(block >> 56)];
        }

        foreach (byte next in source) crc = (crc >> 8) ^ tables[(int)(crc & 255) ^ next];
        return crc;
    }

    private static uint[] MakeTables()
    {
        uint[] tables = new uint[8 * 256];
        for (int b = 0; b < 256; b++)
        {
            uint crc = (uint)b;
            for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * Polynomial);
            tables[b] = crc;
        }

        for (int i = 256; i < tables.Length; i++) tables[i] = (tables[i - 256] >> 8) ^ tables[(int)(tables[i - 256] & 255)];
        return tables;
    }
}
