using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Models.Llava;

/// <summary>Row selection.</summary>
internal static class Rows
{
    /// <summary>[rows, width] to [index, width]. As an embedding look-up, whose gradient is a plain scatter-add (index_select's is many times slower on CPU).</summary>
    public static Tensor Gather(Tensor matrix, long[] index) =>
        Kernels.Gather(matrix, tensor(index, device: matrix.device));
}
