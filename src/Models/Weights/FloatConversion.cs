using System.Runtime.InteropServices;

namespace RL4VLM.Models.Weights;

/// <summary>Between float32 and what checkpoints store.</summary>
internal static class FloatConversion
{
    public static bool Supports(TensorType type) => type is TensorType.F32 or TensorType.F16 or TensorType.BF16 or TensorType.F64;

    public static void ToFloat32(TensorType type, ReadOnlySpan<byte> source, Span<float> destination)
    {
        switch (type)
        {
            case TensorType.BF16:
                ReadOnlySpan<ushort> upper = MemoryMarshal.Cast<byte, ushort>(source);
                Span<uint> bits = MemoryMarshal.Cast<float, uint>(destination);
                for (int i = 0; i < upper.Length; i++) bits[i] = (uint)upper[i] << 16;
                break;
            case TensorType.F16:
                ReadOnlySpan<Half> halves = MemoryMarshal.Cast<byte, Half>(source);
                for (int i = 0; i < halves.Length; i++) destination[i] = (float)halves[i];
                break;
            case TensorType.F64:
                ReadOnlySpan<double> doubles = MemoryMarshal.Cast<byte, double>(source);
                for (int i = 0; i < doubles.Length; i++) destination[i] = (float)doubles[i];
                break;
            default:
                MemoryMarshal.Cast<byte, float>(source).CopyTo(destination);
                break;
        }
    }

    /// <summary>Rounds to nearest, ties to even, as PyTorch does.</summary>
    public static byte[] FromFloat32(TensorType type, ReadOnlySpan<float> source)
    {
        var bytes = new byte[source.Length * type.Size()];
        switch (type)
        {
            case TensorType.F32:
                MemoryMarshal.AsBytes(source).CopyTo(bytes);
                break;
            case TensorType.BF16:
                Span<ushort> upper = MemoryMarshal.Cast<byte, ushort>(bytes.AsSpan());
                for (int i = 0; i < source.Length; i++)
                {
                    uint bits = BitConverter.SingleToUInt32Bits(source[i]);
                    upper[i] = float.IsNaN(source[i]) ? (ushort)0x7FC0 : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
                }

                break;
            case TensorType.F16:
                Span<Half> halves = MemoryMarshal.Cast<byte, Half>(bytes.AsSpan());
                for (int i = 0; i < source.Length; i++) halves[i] = (Half)source[i];
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "float32 values are written as F32, F16 or BF16");
        }

        return bytes;
    }
}
