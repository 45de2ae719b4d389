using System.Runtime.InteropServices;
using static TorchSharp.torch;
#if USE_PACKAGES
using System.Numerics;
#endif

namespace RL4VLM.Models;

/// <summary>
/// A weight [out, in] float32 that stands still, laid out once for products with rows on plain memory: y = x Wᵀ. For loops that
/// multiply few rows at a time, where calling a tensor operator would cost as much as the arithmetic.
/// </summary>
public sealed unsafe partial class PackedMatrix : IDisposable
{
    private float* packed;

    /// <param name="weight">[out, in] float32 on the CPU; copied</param>
    public PackedMatrix(Tensor weight)
    {
        Outputs = (int)weight.size(0);
        Inputs = (int)weight.size(1);
        using var dense = weight.detach().contiguous();
        fixed (byte* bytes = dense.bytes)
            packed = Pack((float*)bytes, Outputs, Inputs);
    }

    public int Outputs { get; }

    public int Inputs { get; }

    /// <summary>y = x Wᵀ, or y += x Wᵀ; x is [rows, in], y [rows, out], both dense.</summary>
    public void Multiply(float* x, float* y, int rows, bool add)
    {
        ObjectDisposedException.ThrowIf(packed == null, this);
        Multiply(rows, Outputs, Inputs, x, packed, y, add ? 1 : 0);
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(packed);
        packed = null;
        GC.SuppressFinalize(this);
    }

    ~PackedMatrix() => NativeMemory.AlignedFree(packed);

#if USE_PACKAGES
    // [in, out]: a row of x adds multiples of the packed rows.
    private static float* Pack(float* weight, int outputs, int inputs)
    {
        var packed = (float*)NativeMemory.AlignedAlloc((nuint)outputs * (nuint)inputs * sizeof(float), 64);
        for (int o = 0; o < outputs; o++)
            for (int i = 0; i < inputs; i++)
                packed[(long)i * outputs + o] = weight[(long)o * inputs + i];
        return packed;
    }

    private static void Multiply(long rows, long outputs, long inputs, float* x, float* packed, float* y, int add)
    {
        for (long r = 0; r < rows; r++, x += inputs, y += outputs)
        {
            if (add == 0)
                new Span<float>(y, (int)outputs).Clear();
            for (long i = 0; i < inputs; i++)
            {
                float* row = packed + i * outputs;
                var factor = new Vector<float>(x[i]);
                long o = 0;
                for (; o + Vector<float>.Count <= outputs; o += Vector<float>.Count)
                    (Vector.Load(y + o) + factor * Vector.Load(row + o)).Store(y + o);
                for (; o < outputs; o++)
                    y[o] += x[i] * row[o];
            }
        }
    }
#else
    private static float* Pack(float* weight, int outputs, int inputs)
    {
        var packed = (float*)NativeMemory.AlignedAlloc((nuint)Math.Max(1, PackedSize(outputs, inputs)) * sizeof(float), 64);
        Pack(weight, outputs, inputs, packed);
        return packed;
    }

    [LibraryImport("RL4VLMKernels", EntryPoint = "rl_packed_size")]
    private static partial long PackedSize(long outputs, long inputs);

    [LibraryImport("RL4VLMKernels", EntryPoint = "rl_pack")]
    private static partial void Pack(float* weight, long outputs, long inputs, float* packed);

    [LibraryImport("RL4VLMKernels", EntryPoint = "rl_multiply")]
    private static partial void Multiply(long rows, long outputs, long inputs, float* x, float* packed, float* y, int add);
#endif
}
