using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Models.Llava;

/// <summary>
/// Cosines and sines of rotary position embedding (arXiv 2104.09864) in Hugging Face's half-split form:
/// dimension i turns together with dimension i + headSize / 2. Grows as longer sequences come.
/// </summary>
internal sealed class RotaryTable(int headSize, double theta, int maxPositions, Device device) : IDisposable
{
    private Tensor? cos;
    private Tensor? sin;

    /// <summary>float32 [positions, headSize]: one row for each entry of <paramref name="positions"/>.</summary>
    public (Tensor Cos, Tensor Sin) Rows(int[] positions)
    {
        Grow(positions.Length == 0 ? 0 : positions.Max());
        using var index = tensor(Array.ConvertAll(positions, p => (long)p), device: device);
        return (cos!.index_select(0, index), sin!.index_select(0, index));
    }

    private void Grow(int largest)
    {
        if (cos is not null && largest < cos.shape[0])
        {
            return;
        }

        if (largest >= maxPositions)
        {
            throw new ArgumentException($"A sequence of {largest + 1} tokens is longer than the {maxPositions} positions of the model (max_position_embeddings).");
        }

        int rows = (int)Math.Min(maxPositions, System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(largest + 1, 256)));
        var (c, s) = Angles(headSize, theta, rows);
        Dispose();
        cos = Doubled(c, rows);
        sin = Doubled(s, rows);
    }

    /// <summary>[rows, headSize / 2] twice side by side.</summary>
    private Tensor Doubled(float[] half, int rows)
    {
        using var scope = NewDisposeScope();
        var once = tensor(half, [rows, headSize / 2]).to(device);
        return cat([once, once], 1).DetachFromDisposeScope();
    }

    /// <summary>Cosine and sine of every position and frequency, each [positions · headSize / 2].</summary>
    public static (float[] Cos, float[] Sin) Angles(int headSize, double theta, int positions)
    {
        int half = headSize / 2;
        var cos = new float[positions * half];
        var sin = new float[positions * half];
        for (int i = 0; i < half; i++)
        {
            // float32 throughout, as the reference computes it.
            float frequency = 1f / MathF.Pow((float)theta, 2f * i / headSize);
            for (int p = 0; p < positions; p++)
            {
                (sin[(p * half) + i], cos[(p * half) + i]) = MathF.SinCos(p * frequency);
            }
        }

        return (cos, sin);
    }

    public void Dispose()
    {
        cos?.Dispose();
        sin?.Dispose();
        cos = sin = null;
    }
}
