using System.Buffers;

namespace MessagePack;

/// <summary>Type and payload length of an extension value.</summary>
public struct ExtensionHeader(sbyte typeCode, uint length) : IEquatable<ExtensionHeader>
{
    public ExtensionHeader(sbyte typeCode, int length)
        : this(typeCode, checked((uint)length))
    {
    }

    public sbyte TypeCode { get; } = typeCode;

    public uint Length { get; } = length;

    public readonly bool Equals(ExtensionHeader other) => TypeCode == other.TypeCode && Length == other.Length;

    public override readonly bool Equals(object? obj) => obj is ExtensionHeader other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(TypeCode, Length);
}

/// <summary>An extension value.</summary>
public struct ExtensionResult(sbyte typeCode, ReadOnlySequence<byte> data)
{
    public ExtensionResult(sbyte typeCode, Memory<byte> data)
        : this(typeCode, new ReadOnlySequence<byte>(data))
    {
    }

    public sbyte TypeCode { get; } = typeCode;

    public ReadOnlySequence<byte> Data { get; } = data;

    public readonly ExtensionHeader Header => new(TypeCode, checked((uint)Data.Length));
}
