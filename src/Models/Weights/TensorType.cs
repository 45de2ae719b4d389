namespace RL4VLM.Models.Weights;

/// <summary>Element types of the safetensors format.</summary>
public enum TensorType { Bool, U8, I8, F8E5M2, F8E4M3, I16, U16, F16, BF16, I32, U32, F32, F64, I64, U64 }

public static class TensorTypes
{
    /// <summary>Bytes an element takes.</summary>
    public static int Size(this TensorType type) => type switch
    {
        TensorType.Bool or TensorType.U8 or TensorType.I8 or TensorType.F8E5M2 or TensorType.F8E4M3 => 1,
        TensorType.I16 or TensorType.U16 or TensorType.F16 or TensorType.BF16 => 2,
        TensorType.I32 or TensorType.U32 or TensorType.F32 => 4,
        _ => 8,
    };

    /// <summary>The format's name, for example BF16.</summary>
    public static string Name(this TensorType type) => type switch
    {
        TensorType.Bool => "BOOL",
        TensorType.F8E5M2 => "F8_E5M2",
        TensorType.F8E4M3 => "F8_E4M3",
        _ => type.ToString(),
    };

    public static bool TryParse(string name, out TensorType type)
    {
        foreach (TensorType candidate in Enum.GetValues<TensorType>())
        {
            type = candidate;
            if (candidate.Name() == name) return true;
        }

        type = default;
        return false;
    }
}
