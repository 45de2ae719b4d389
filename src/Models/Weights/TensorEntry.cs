namespace RL4VLM.Models.Weights;

/// <summary>A tensor in a safetensors file.</summary>
/// <param name="Name">Parameter name.</param>
/// <param name="Type">Element type as stored.</param>
/// <param name="Shape">Sizes, outermost first; empty for a scalar.</param>
/// <param name="Offset">Byte offset in the file.</param>
/// <param name="ByteLength">Bytes it takes.</param>
public sealed record TensorEntry(string Name, TensorType Type, long[] Shape, long Offset, long ByteLength)
{
    public long ElementCount => ByteLength / Type.Size();
}
