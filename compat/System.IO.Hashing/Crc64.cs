using System.Buffers.Binary;

namespace System.IO.Hashing;

/// <summary>CRC-64/ECMA-182: polynomial 0x42F0E1EBA9EA3693, not reflected, initial and final value 0, most significant byte first.</summary>
public sealed class Crc64 : NonCryptographicHashAlgorithm
{
    private const int Size = sizeof(ulong);
    private const ulong Polynomial = 0x42F0E1EBA9EA3693;

    // Tables[k * 256 + b]: the byte b followed by k zero bytes. Eight bytes are folded in at once.
    private static readonly ulong[] Tables = MakeTables();

    private ulong crc;

    public Crc64()
        : base(Size)
    {
    }

    private Crc64(ulong crc)
        : base(Size) => this.crc = crc;

    public Crc64 Clone() => new(crc);

    public override void Append(ReadOnlySpan<byte> source) => crc = Update(crc, source);

    public override void Reset() => crc = 0;

    public ulong GetCurrentHashAsUInt64() => crc;

    public static byte[] Hash(byte[] source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Hash(source.AsSpan());
    }

    public static byte[] Hash(ReadOnlySpan<byte> source)
    {
        byte[] hash = new byte[Size];
        BinaryPrimitives.WriteUInt64BigEndian(hash, Update(0, source));
        return hash;
    }

    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public static int Hash(ReadOnlySpan<byte> source, Span<byte> destination) =>
        TryHash(source, destination, out int written) ? written : throw new ArgumentException("Destination is too short.", nameof(destination));

    public static bool TryHash(ReadOnlySpan<byte> source, Span<byte> destination, out int bytesWritten)
    {
        bytesWritten = destination.Length < Size ? 0 : Size;
        if (bytesWritten == 0) return false;
        BinaryPrimitives.WriteUInt64BigEndian(destination, Update(0, source));
        return true;
    }

    public static ulong HashToUInt64(ReadOnlySpan<byte> source) => Update(0, source);

    protected override void GetCurrentHashCore(Span<byte> destination) => BinaryPrimitives.WriteUInt64BigEndian(destination, crc);

    private static ulong Update(ulong crc, ReadOnlySpan<byte> source)
    {
        ReadOnlySpan<ulong> tables = Tables;
        for (; source.Length >= 8; source = source[8..])
        {
            crc ^= BinaryPrimitives.ReadUInt64BigEndian(source);
            crc = tables[(7 * 256) + (int)(crc >> 56)]
                ^ tables[(6 * 256) + (int)((crc >> 48) & 255)]
                ^ tables[(5 * 256) + (int)((crc >> 40) & 255)]
                ^ tables[(4 * 256) + (int)((crc >> 32) & 255)]
                ^ tables[(3 * 256) + (int)((crc >> 24) & 255)]
                ^ tables[(2 * 256) + (int)((crc >> 16) & 255)]
                ^ tables[256 + (int)((crc >> 8) & 255)]
                ^ tables[(int)(crc & 255)];
        }

        foreach (byte next in source) crc = (crc << 8) ^ tables[(int)(crc >> 56) ^ next];
        return crc;
    }

    private static ulong[] MakeTables()
    {
        ulong[] tables = new ulong[8 * 256];
        for (int b = 0; b < 256; b++)
        {
            ulong crc = (ulong)b << 56;
            for (int bit = 0; bit < 8; bit++) crc = (crc << 1) ^ ((crc >> 63) * Polynomial);
            tables[b] = crc;
        }

        for (int i = 256; i < tables.Length; i++) tables[i] = (tables[i - 256] << 8) ^ tables[(int)(tables[i - 256] >> 56)];
        return tables;
    }
}
