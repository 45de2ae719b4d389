using System.Runtime.InteropServices;
using RL4VLM.Models.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Models.Checkpoints;

/// <summary>Between safetensors files and tensors.</summary>
public static class WeightFiles
{
    /// <summary>Every tensor of one file, float32 on the CPU, in order of name.</summary>
    public static IEnumerable<(string Name, Tensor Tensor)> Read(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return [.. file.Tensors.OrderBy(entry => entry.Name, StringComparer.Ordinal).Select(entry => (entry.Name, Read(file, entry)))];
    }

    /// <summary>One tensor, float32 on the CPU.</summary>
    public static Tensor Read(ITensorSource source, TensorEntry entry)
    {
        var value = empty(entry.Shape, ScalarType.Float32);
        source.ReadFloat32(entry.Name, MemoryMarshal.Cast<byte, float>(value.bytes));
        return value;
    }

    /// <summary>Stores tensors as they are: float32 or bfloat16.</summary>
    public static void Write(string path, IEnumerable<(string Name, Tensor Tensor)> tensors) =>
        SafetensorsWriter.Write(path, tensors.Select(entry =>
        {
            using var scope = NewDisposeScope();
            var type = entry.Tensor.dtype == ScalarType.BFloat16 ? TensorType.BF16 : TensorType.F32;
            var values = entry.Tensor.detach().to_type(ScalarType.Float32).cpu().contiguous();
            return TensorToWrite.FromFloat32(entry.Name, entry.Tensor.shape, MemoryMarshal.Cast<byte, float>(values.bytes), type);
        }));
}
