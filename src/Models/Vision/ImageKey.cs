using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using RL4VLM.Core.Imaging;

namespace RL4VLM.Models.Vision;

/// <summary>A 64-bit key of a picture's content, the same on every machine: equal pictures have equal keys, and different ones
/// differ but for an accident of 2^-64. Not meant against an adversary.</summary>
public static class ImageKey
{
    private const ulong Prime1 = 0x9E3779B185EBCA87, Prime2 = 0xC2B2AE3D27D4EB4F, Prime3 = 0x165667B19E3779F9, Prime4 = 0x85EBCA77C2B2AE63, Prime5 = 0x27D4EB2F165667C5;

    /// <summary>The key of a picture; never 0, which stands for an unknown picture.</summary>
    public static ulong Of(RgbImage image)
    {
        // The size seeds the hash: pictures of equal bytes but other sides differ.
        ulong hash = Hash(image.Pixels, ((ulong)(uint)image.Width << 32) | (uint)image.Height);
        return hash == 0 ? 1 : hash;
    }

    /// <summary>XXH64 (the published algorithm).</summary>
    internal static ulong Hash(ReadOnlySpan<byte> data, ulong seed)
    {
        int total = data.Length;
        ulong hash;
        if (total >= 32)
        {
            ulong a = seed + Prime1 + Prime2, b = seed + Prime2, c = seed, d = seed - Prime1;
            ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(data[..(total & ~31)]);
            for (int i = 0; i + 4 <= words.Length; i += 4)
            {
                a = Round(a, words[i]);
                b = Round(b, words[i + 1]);
                c = Round(c, words[i + 2]);
                d = Round(d, words[i + 3]);
            }

            hash = BitOperations.RotateLeft(a, 1) + BitOperations.RotateLeft(b, 7) + BitOperations.RotateLeft(c, 12) + BitOperations.RotateLeft(d, 18);
            hash = Merge(Merge(Merge(Merge(hash, a), b), c), d);
            data = data[(total & ~31)..];
        }
        else
        {
            hash = seed + Prime5;
        }

        hash += (ulong)total;
        for (; data.Length >= 8; data = data[8..])
            hash = (BitOperations.RotateLeft(hash ^ Round(0, BinaryPrimitives.ReadUInt64LittleEndian(data)), 27) * Prime1) + Prime4;
        if (data.Length >= 4)
        {
            hash = (BitOperations.RotateLeft(hash ^ (BinaryPrimitives.ReadUInt32LittleEndian(data) * Prime1), 23) * Prime2) + Prime3;
            data = data[4..];
        }

        foreach (byte value in data) hash = BitOperations.RotateLeft(hash ^ (value * Prime5), 11) * Prime1;
        hash = (hash ^ (hash >> 33)) * Prime2;
        hash = (hash ^ (hash >> 29)) * Prime3;
        return hash ^ (hash >> 32);
    }

    private static ulong Round(ulong accumulator, ulong input) => BitOperations.RotateLeft(accumulator + (input * Prime2), 31) * Prime1;

    private static ulong Merge(ulong hash, ulong accumulator) => ((hash ^ Round(0, accumulator)) * Prime1) + Prime4;
}
