using System.IO.Hashing;
using System.Text;

namespace RL4VLM.Compat.Hashing.Tests;

public sealed class Crc64Tests
{
    [Fact]
    public void GivesThePublishedCheckValue() =>
        Assert.Equal(0x6C40DF5F0B497347UL, Crc64.HashToUInt64(Encoding.ASCII.GetBytes("123456789")));

    [Fact]
    public void IsTheSameInPiecesOfAnySize()
    {
        var data = new byte[1000];
        new Random(1).NextBytes(data);
        for (int piece = 1; piece < 40; piece++)
        {
            var crc = new Crc64();
            foreach (var chunk in data.Chunk(piece))
                crc.Append(chunk);
            Assert.Equal(Crc64.Hash(data), crc.GetHashAndReset());
            Assert.Equal(0UL, crc.GetCurrentHashAsUInt64());
        }
    }

    [Fact]
    public void ShortDestinationIsRefused() => Assert.False(Crc64.TryHash("a"u8, new byte[7], out _));
}
