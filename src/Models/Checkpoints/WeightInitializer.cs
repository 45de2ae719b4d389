using RL4VLM.Models.Generation;
using RL4VLM.Models.Llava;

namespace RL4VLM.Models.Checkpoints;

/// <summary>
/// First weights of a model trained from nothing. The generator is our own so that a seed gives the same bytes whatever
/// libtorch is installed.
/// </summary>
internal sealed class WeightInitializer(ulong seed)
{
    private readonly SamplingRandom random = new(seed);
    private double? spare;

    /// <summary>
    /// Norms start at one and biases at zero; projections are normal with deviation 1/√(3·inputs) (PyTorch's default spread);
    /// the patch projection is wider; embeddings are normal with a fixed small deviation.
    /// </summary>
    public float[] Values(string name, long[] shape)
    {
        long count = shape.Aggregate(1L, (product, size) => product * size);
        var values = new float[count];
        bool vector = shape.Length == 1;
        if (name.EndsWith(".bias", StringComparison.Ordinal))
        {
            return values;
        }

        if (vector && name.Contains("norm", StringComparison.Ordinal))
        {
            Array.Fill(values, 1f);
            return values;
        }

        // Small embeddings leave room for what the picture says, and a wide patch projection lifts faint strokes above the
        // position embedding: with both the tower reads within a hundred SFT steps, with neither not within three hundred.
        double inputs = count / shape[0];
        double deviation = name.Contains("embed", StringComparison.Ordinal) && !name.Contains("patch_embedding", StringComparison.Ordinal) || vector ? 0.02
            : name.Contains("patch_embedding", StringComparison.Ordinal) ? Math.Sqrt(3 / inputs)
            : 1 / Math.Sqrt(3 * inputs);
        Fill(values, deviation);
        return values;
    }

    /// <summary>Uniform in ±1/√inputs: LoRA's A as PEFT initialises it.</summary>
    public float[] Uniform(long[] shape)
    {
        var values = new float[shape[0] * shape[1]];
        double bound = 1 / Math.Sqrt(shape[1]);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(((2 * random.NextDouble()) - 1) * bound);
        }

        return values;
    }

    private void Fill(float[] values, double deviation)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(Normal() * deviation);
        }
    }

    /// <summary>Box and Muller's transform.</summary>
    private double Normal()
    {
        if (spare is { } kept)
        {
            spare = null;
            return kept;
        }

        double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
        var (sin, cos) = Math.SinCos(2 * Math.PI * random.NextDouble());
        spare = radius * sin;
        return radius * cos;
    }
}
