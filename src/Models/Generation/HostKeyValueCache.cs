using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using RL4VLM.Models.Llava;
using RL4VLM.Models.Weights;

namespace RL4VLM.Models.Generation;

/// <summary>
/// Keys and values of every slot in host memory, and attention of one new token over them. Per layer, slot and head the keys lie
/// [headSize, capacity], so that the scores of neighbouring positions come out of one vector; the values lie [capacity, headSize].
/// </summary>
internal sealed unsafe class HostKeyValueCache(TextConfig config, int slots) : IDisposable
{
    private readonly int heads = config.KeyValueHeadCount;
    private readonly int group = config.HeadCount / config.KeyValueHeadCount;
    private readonly int size = config.HeadSize;
    private readonly float scale = 1f / MathF.Sqrt(config.HeadSize);
    private float* keys;
    private float* values;
    private float* scores;

    /// <summary>Tokens a slot can hold; a multiple of the vector's width.</summary>
    public int Capacity { get; private set; }

    public void Ensure(int tokens)
    {
        if (tokens <= Capacity)
        {
            return;
        }

        int larger = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(tokens, 64));
        nuint count = (nuint)config.LayerCount * (nuint)slots * (nuint)heads * (nuint)size * (nuint)larger;
        var newKeys = (float*)NativeMemory.AlignedAlloc(count * sizeof(float), 64);
        var newValues = (float*)NativeMemory.AlignedAlloc(count * sizeof(float), 64);
        NativeMemory.Clear(newKeys, count * sizeof(float)); // unwritten positions inside a vector must be finite
        for (long block = 0; block < (long)config.LayerCount * slots * heads && Capacity > 0; block++)
        {
            for (int c = 0; c < size; c++)
            {
                Buffer.MemoryCopy(keys + (((block * size) + c) * Capacity), newKeys + (((block * size) + c) * larger), (long)larger * sizeof(float), (long)Capacity * sizeof(float));
            }

            Buffer.MemoryCopy(values + (block * size * Capacity), newValues + (block * size * larger), (long)larger * size * sizeof(float), (long)Capacity * size * sizeof(float));
        }

        Free();
        keys = newKeys;
        values = newValues;
        scores = (float*)NativeMemory.AlignedAlloc((nuint)larger * sizeof(float), 64);
        Capacity = larger;
    }

    /// <summary>Stores a prompt's rows [tokens, heads, headSize] at the beginning of a slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void WritePrompt(int layer, int slot, ReadOnlySpan<float> promptKeys, ReadOnlySpan<float> promptValues)
    {
        int width = heads * size;
        int tokens = promptKeys.Length / width;
        for (int head = 0; head < heads; head++)
        {
            float* k = keys + Block(layer, slot, head), v = values + Block(layer, slot, head);
            for (int t = 0; t < tokens; t++)
            {
                int at = (t * width) + (head * size);
                for (int c = 0; c < size; c++)
                {
                    k[((long)c * Capacity) + t] = promptKeys[at + c];
                }

                promptValues.Slice(at, size).CopyTo(new Span<float>(v + ((long)t * size), size));
            }
        }
    }

    /// <summary>Stores one token's rows, each [heads · headSize].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Append(int layer, int slot, int position, float* key, float* value)
    {
        for (int head = 0; head < heads; head++)
        {
            float* k = keys + Block(layer, slot, head) + position, v = values + Block(layer, slot, head) + ((long)position * size);
            for (int c = 0; c < size; c++)
            {
                k[(long)c * Capacity] = key[(head * size) + c];
                v[c] = value[(head * size) + c];
            }
        }
    }

    /// <summary>softmax(q Kᵀ / √headSize) V over the first <paramref name="length"/> positions of a slot; query and output are [query heads · headSize].</summary>
    public void Attend(int layer, int slot, int length, float* query, float* output)
    {
        for (int head = 0; head < heads; head++)
        {
            float* k = keys + Block(layer, slot, head), v = values + Block(layer, slot, head);
            for (int g = 0; g < group; g++, query += size, output += size)
            {
                float sum = Weigh(query, k, length);
                Mix(v, length, 1f / sum, output);
            }
        }
    }

    public void Dispose() => Free();

    /// <summary>scores[t] = exp(score − largest); returns their sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float Weigh(float* query, float* k, int length)
    {
        var largest = Vector256.Create(float.NegativeInfinity);
        int t = 0;
        for (; t + 32 <= length; t += 32)
        {
            Vector256<float> a = default, b = default, c = default, e = default;
            float* column = k + t;
            for (int i = 0; i < size; i++, column += Capacity)
            {
                var q = Vector256.Create(query[i]);
                a = Vector256.FusedMultiplyAdd(q, Vector256.Load(column), a);
                b = Vector256.FusedMultiplyAdd(q, Vector256.Load(column + 8), b);
                c = Vector256.FusedMultiplyAdd(q, Vector256.Load(column + 16), c);
                e = Vector256.FusedMultiplyAdd(q, Vector256.Load(column + 24), e);
            }

            a *= scale;
            b *= scale;
            c *= scale;
            e *= scale;
            a.Store(scores + t);
            b.Store(scores + t + 8);
            c.Store(scores + t + 16);
            e.Store(scores + t + 24);
            largest = Vector256.Max(Vector256.Max(Vector256.Max(a, b), Vector256.Max(c, e)), largest);
        }

        for (; t < length; t += 8)
        {
            Vector256<float> a = default;
            float* column = k + t;
            for (int i = 0; i < size; i++, column += Capacity)
            {
                a = Vector256.FusedMultiplyAdd(Vector256.Create(query[i]), Vector256.Load(column), a);
            }

            a *= scale;
            if (t + 8 > length)
            {
                // Positions after the end are older sequences' leftovers.
                var index = Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7) + Vector256.Create(t);
                a = Vector256.ConditionalSelect(Vector256.LessThan(index, Vector256.Create(length)).AsSingle(), a, Vector256.Create(float.NegativeInfinity));
            }

            a.Store(scores + t);
            largest = Vector256.Max(a, largest);
        }

        float top = float.NegativeInfinity;
        for (int i = 0; i < 8; i++)
        {
            top = MathF.Max(top, largest[i]);
        }

        var sums = Vector256<float>.Zero;
        var shift = Vector256.Create(top);
        for (t = 0; t < length; t += 8)
        {
            var weight = Vector256.Exp(Vector256.Load(scores + t) - shift);
            weight.Store(scores + t);
            sums += weight;
        }

        return Vector256.Sum(sums);
    }

    /// <summary>output = Σ scores[t] · values[t] · factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Mix(float* v, int length, float factor, float* output)
    {
        int i = 0;
        for (; i + 16 <= size; i += 16)
        {
            Vector256<float> a = default, b = default, c = default, e = default;
            float* row = v + i;
            int t = 0;
            for (; t + 2 <= length; t += 2, row += 2 * size)
            {
                var first = Vector256.Create(scores[t]);
                var second = Vector256.Create(scores[t + 1]);
                a = Vector256.FusedMultiplyAdd(first, Vector256.Load(row), a);
                b = Vector256.FusedMultiplyAdd(first, Vector256.Load(row + 8), b);
                c = Vector256.FusedMultiplyAdd(second, Vector256.Load(row + size), c);
                e = Vector256.FusedMultiplyAdd(second, Vector256.Load(row + size + 8), e);
            }

            if (t < length)
            {
                var last = Vector256.Create(scores[t]);
                a = Vector256.FusedMultiplyAdd(last, Vector256.Load(row), a);
                b = Vector256.FusedMultiplyAdd(last, Vector256.Load(row + 8), b);
            }

            ((a + c) * factor).Store(output + i);
            ((b + e) * factor).Store(output + i + 8);
        }

        for (; i < size; i++)
        {
            float sum = 0;
            for (int t = 0; t < length; t++)
            {
                sum += scores[t] * v[((long)t * size) + i];
            }

            output[i] = sum * factor;
        }
    }

    private long Block(int layer, int slot, int head) => ((((long)layer * slots) + slot) * heads + head) * size * Capacity;

    private void Free()
    {
        NativeMemory.AlignedFree(keys);
        NativeMemory.AlignedFree(values);
        NativeMemory.AlignedFree(scores);
        keys = values = scores = null;
    }
}
