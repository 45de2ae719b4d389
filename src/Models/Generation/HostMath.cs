using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RL4VLM.Models.Generation;

/// <summary>Element-wise float32 work on host memory, rows of contiguous values.</summary>
internal static unsafe class HostMath
{
    /// <summary>y = x / √(mean x² + eps) · weight, for each of <paramref name="rows"/> rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RmsNorm(float* x, float[] weight, float* y, int rows, float eps)
    {
        int width = weight.Length;
        fixed (float* w = weight)
        {
            for (int row = 0; row < rows; row++, x += width, y += width)
            {
                var squares = Vector256<float>.Zero;
                int i = 0;
                for (; i + 8 <= width; i += 8)
                {
                    var value = Vector256.Load(x + i);
                    squares = Vector256.FusedMultiplyAdd(value, value, squares);
                }

                float sum = Vector256.Sum(squares);
                for (; i < width; i++)
                {
                    sum += x[i] * x[i];
                }

                float scale = 1f / MathF.Sqrt((sum / width) + eps);
                for (i = 0; i + 8 <= width; i += 8)
                {
                    (Vector256.Load(x + i) * scale * Vector256.Load(w + i)).Store(y + i);
                }

                for (; i < width; i++)
                {
                    y[i] = x[i] * scale * w[i];
                }
            }
        }
    }

    /// <summary>From rows [gate, up] of 2 · width to rows silu(gate) · up of width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SwiGlu(float* gateUp, float* y, int rows, int width)
    {
        for (int row = 0; row < rows; row++, gateUp += 2 * width, y += width)
        {
            int i = 0;
            for (; i + 8 <= width; i += 8)
            {
                var gate = Vector256.Load(gateUp + i);
                (gate / (Vector256<float>.One + Vector256.Exp(-gate)) * Vector256.Load(gateUp + width + i)).Store(y + i);
            }

            for (; i < width; i++)
            {
                float gate = gateUp[i];
                y[i] = gate / (1f + MathF.Exp(-gate)) * gateUp[width + i];
            }
        }
    }
}
