using System.Buffers.Binary;
using System.IO.Hashing;

namespace RL4VLM.Core.Imaging;

/// <summary>What encoder and decoder share: signature, chunk layout, filters (PNG specification, third edition, sections 5 and 9).</summary>
internal static class PngChunks
{
    public const int HeaderLength = 13;
    public const uint Header = 0x49484452; // IHDR
    public const uint Palette = 0x504C5445; // PLTE
    public const uint Data = 0x49444154; // IDAT
    public const uint End = 0x49454E44; // IEND

    public const byte FilterNone = 0;
    public const byte FilterSub = 1;
    public const byte FilterUp = 2;
    public const byte FilterAverage = 3;
    public const byte FilterPaeth = 4;

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Length, type, data, CRC of type and data; all big-endian.</summary>
    /// <returns>Bytes written: 12 more than <paramref name="data"/> has.</returns>
    public static int Write(Span<byte> destination, uint type, ReadOnlySpan<byte> data)
    {
        BinaryPrimitives.WriteInt32BigEndian(destination, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], type);
        data.CopyTo(destination[8..]);
        BinaryPrimitives.WriteUInt32BigEndian(destination[(8 + data.Length)..], Crc32.HashToUInt32(destination.Slice(4, 4 + data.Length)));
        return 12 + data.Length;
    }
}
