using System.IO.Hashing;
using System.Text;

namespace RL4VLM.Compat.System.IO.Hashing.Tests;

/// <summary>Against the check values of the CRC catalogue ("123456789") and a bit-by-bit computation.</summary>
public sealed class CrcTests
{
    private static readonly byte[] Check = Encoding.ASCII.GetBytes("123456789");

    [Fact]
    public void Crc64_has_the_published_check_value()
    {
        Assert.Equal(0x6C40DF5F0B497347UL, Crc64.HashToUInt64(Check));
        Assert.Equal("6C40DF5F0B497347", Convert.ToHexString(Crc64.Hash(Check)));
    }

    [Fact]
    public void Crc32_has_the_published_check_value()
    {
        Assert.Equal(0xCBF43926u, Crc32.HashToUInt32(Check));
        Assert.Equal("2639F4CB", Convert.ToHexString(Crc32.Hash(Check)));
    }

    [Fact]
    public void Nothing_hashes_to_zero()
    {
        Assert.Equal(0UL, Crc64.HashToUInt64([]));
        Assert.Equal(0u, Crc32.HashToUInt32([]));
    }

    [Fact]
    public void Every_length_equals_the_bit_by_bit_computation()
    {
        byte[] data = new byte[100];
        new Random(1).NextBytes(data);
        for (int length = 0; length <= data.Length; length++)
        {
            Assert.Equal(Slow64(data.AsSpan(0, length)), Crc64.HashToUInt64(data.AsSpan(0, length)));
            Assert.Equal(Slow32(data.AsSpan(0, length)), Crc32.HashToUInt32(data.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Appending_in_pieces_equals_hashing_at_once()
    {
        byte[] data = new byte[1000];
        new Random(2).NextBytes(data);
        NonCryptographicHashAlgorithm[] algorithms = [new Crc64(), new Crc32()];
        foreach (NonCryptographicHashAlgorithm algorithm in algorithms)
        {
            algorithm.Append(data);
            byte[] whole = algorithm.GetHashAndReset();
            for (int start = 0, length = 1; start < data.Length; start += length++)
            {
                algorithm.Append(data.AsSpan(start, Math.Min(length, data.Length - start)));
            }

            Assert.Equal(whole, algorithm.GetCurrentHash());
            algorithm.Reset();
            algorithm.Append(new MemoryStream(data));
            Assert.Equal(whole, algorithm.GetCurrentHash());
        }
    }

    [Fact]
    public async Task A_stream_can_be_appended_asynchronously()
    {
        var crc = new Crc64();
        await crc.AppendAsync(new MemoryStream(Check));
        Assert.Equal(0x6C40DF5F0B497347UL, crc.GetCurrentHashAsUInt64());
    }

    [Fact]
    public void A_clone_goes_its_own_way()
    {
        var crc = new Crc64();
        crc.Append(Check.AsSpan(0, 4));
        Crc64 clone = crc.Clone();
        crc.Append(Check.AsSpan(4));
        Assert.Equal(0x6C40DF5F0B497347UL, crc.GetCurrentHashAsUInt64());
        clone.Append(Check.AsSpan(4));
        Assert.Equal(crc.GetCurrentHash(), clone.GetCurrentHash());
    }

    [Fact]
    public void A_short_destination_is_refused()
    {
        Assert.False(Crc64.TryHash(Check, new byte[7], out int written));
        Assert.Equal(0, written);
        Assert.Throws<ArgumentException>(() => Crc64.Hash(Check, new byte[7]));
        Assert.Throws<ArgumentException>(() => new Crc32().GetCurrentHash(new byte[3]));
        Assert.Equal(4, new Crc32().GetCurrentHash(new byte[9]));
    }

    private static ulong Slow64(ReadOnlySpan<byte> data)
    {
        ulong crc = 0;
        foreach (byte b in data)
        {
            for (int bit = 7; bit >= 0; bit--)
            {
                bool carry = (crc >> 63 != 0) ^ ((b >> bit & 1) != 0);
                crc = (crc << 1) ^ (carry ? 0x42F0E1EBA9EA3693UL : 0);
            }
        }

        return crc;
    }

    private static uint Slow32(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in data)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                bool carry = (crc & 1) != (b >> bit & 1);
                crc = (crc >> 1) ^ (carry ? 0xEDB88320u : 0);
            }
        }

        return ~crc;
    }
}
