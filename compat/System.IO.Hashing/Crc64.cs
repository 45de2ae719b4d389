using System.Buffers.Binary;

namespace System.IO.Hashing;

/// <summary>CRC-64 of ECMA-182 (polynomial 0x42F0E1EBA9EA3693, not reflected, initial value 0), big-endian output.</summary>
public sealed class Crc64 : NonCryptographicHashAlgorithm
{
    private const int Size = sizeof(ulong);

    private static readonly ulong[][] Tables = MakeTables();

    private ulong crc;

    public Crc64()
        : base(Size)
    {
    }

    public override void Append(ReadOnlySpan<byte> source) => crc = Update(crc, source);

    public override void Reset() => crc = 0;

    protected override void GetCurrentHashCore(Span<byte> destination) => BinaryPrimitives.WriteUInt64BigEndian(destination, crc);

    public static byte[] Hash(byte[] source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Hash(source.AsSpan());
    }

    public static byte[] Hash(ReadOnlySpan<byte> source)
    {
        var hash = new byte[Size];
        BinaryPrimitives.WriteUInt64BigEndian(hash, HashToUInt64(source));
        return hash;
    }

    public static int Hash(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, HashToUInt64(source));
        return Size;
    }

    public static bool TryHash(ReadOnlySpan<byte> source, Span<byte> destination, out int bytesWritten)
    {
        bytesWritten = destination.Length < Size ? 0 : Hash(source, destination);
        return bytesWritten > 0;
    }

    public static ulong HashToUInt64(ReadOnlySpan<byte> source) => Update(0, source);

    public ulong GetCurrentHashAsUInt64() => crc;

    /// <summary>Eight bytes at a time: table k holds what a byte contributes after k more bytes.</summary>
    private static ulong Update(ulong crc, ReadOnlySpan<byte> source)
    {
        while (source.Length >= 8)
        {
            ulong x = crc ^ BinaryPrimitives.ReadUInt64BigEndian(source);
            crc = Tables[7][x >> 56] ^ Tables[6][(byte)(x >> 48)] ^ Tables[5][(byte)(x >> 40)] ^ Tables[4][(byte)(x >> 32)]
                ^ Tables[3][(byte)(x >> 24)] ^ Tables[2][(byte)(x >> 16)] ^ Tables[1][(byte)(x >> 8)] ^ Tables[0][(byte)x];
            source = source[8..];
        }

        foreach (byte b in source)
            crc = Tables[0][(byte)(crc >> 56) ^ b] ^ (crc << 8);
        return crc;
    }

    private static ulong[][] MakeTables()
    {
        const ulong Polynomial = 0x42F0E1EBA9EA3693;
        var tables = new ulong[8][];
        tables[0] = new ulong[256];
        for (int i = 0; i < 256; i++)
        {
            ulong value = (ulong)i << 56;
            for (int bit = 0; bit < 8; bit++)
                value = (value & (1UL << 63)) != 0 ? (value << 1) ^ Polynomial : value << 1;
            tables[0][i] = value;
        }

        for (int k = 1; k < 8; k++)
            tables[k] = [.. tables[k - 1].Select(v => tables[0][v >> 56] ^ (v << 8))];
        return tables;
    }
}
