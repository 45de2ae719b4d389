using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using RL4VLM.Models.Llava;

namespace RL4VLM.Models.Generation;

/// <summary>Rotary position embedding in place, on host memory.</summary>
internal sealed unsafe class HostRotary
{
    private readonly int half;
    private readonly float[] cos;
    private readonly float[] sin;

    public HostRotary(int headSize, double theta, int positions)
    {
        half = headSize / 2;
        Positions = positions;
        (cos, sin) = RotaryTable.Angles(headSize, theta, positions);
    }

    public int Positions { get; }

    /// <summary>Turns <paramref name="heads"/> consecutive heads at <paramref name="row"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Turn(float* row, int heads, int position)
    {
        fixed (float* c = &cos[position * half], s = &sin[position * half])
        {
            for (int head = 0; head < heads; head++, row += 2 * half)
            {
                int i = 0;
                for (; i + 8 <= half; i += 8)
                {
                    var low = Vector256.Load(row + i);
                    var high = Vector256.Load(row + i + half);
                    var cosine = Vector256.Load(c + i);
                    var sine = Vector256.Load(s + i);
                    ((low * cosine) - (high * sine)).Store(row + i);
                    ((high * cosine) + (low * sine)).Store(row + i + half);
                }

                for (; i < half; i++)
                {
                    float low = row[i], high = row[i + half];
                    row[i] = (low * c[i]) - (high * s[i]);
                    row[i + half] = (high * c[i]) + (low * s[i]);
                }
            }
        }
    }
}
