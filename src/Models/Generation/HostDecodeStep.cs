using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RL4VLM.Models.Llava;
using RL4VLM.Models.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Models.Generation;

/// <summary>
/// One decode step on the CPU in float32. For a small model the cost of a step is calling operators, not arithmetic, so
/// everything works in place on buffers made once, and weights are joined, adapters folded in, and laid out for the
/// products once: valid while the weights stand still.
/// </summary>
internal sealed unsafe class HostDecodeStep : IDecodeStep
{
    private sealed record Layer(PackedMatrix Qkv, PackedMatrix Output, PackedMatrix GateUp, PackedMatrix Down, float[] InputNorm, float[] PostNorm);

    private readonly TextConfig config;
    private readonly Layer[] layers;
    private readonly PackedMatrix head;
    private readonly Tensor embeddings;
    private readonly float[] finalNorm;
    private readonly HostKeyValueCache cache;
    private readonly Buffers buffers;
    private readonly List<IDisposable> owned = [];
    private HostRotary rotary;

    public HostDecodeStep(Decoder decoder, TextConfig config, int slots)
    {
        this.config = config;
        using var build = no_grad();
        using var scope = NewDisposeScope();
        layers = [.. decoder.Layers.Select(layer => new Layer(
            Ready(layer.Qkv.Join().Weight), Ready(layer.Output.MergedWeight()), Ready(layer.GateUp.Join().Weight), Ready(layer.Down.MergedWeight()),
            Copy(layer.InputNorm.Weight), Copy(layer.PostNorm.Weight)))];
        head = Ready(decoder.Head);
        embeddings = decoder.Embeddings.detach().contiguous().DetachFromDisposeScope();
        owned.Add(embeddings);
        finalNorm = Copy(decoder.Norm.Weight);
        cache = new HostKeyValueCache(config, slots);
        buffers = new Buffers(config, slots);
        rotary = new HostRotary(config.HeadSize, config.RopeTheta, 64);
    }

    public void Ensure(int tokens)
    {
        if (tokens > config.MaxPositions)
        {
            throw new ArgumentException($"A sequence of up to {tokens} tokens is longer than the {config.MaxPositions} positions of the model (max_position_embeddings).");
        }

        cache.Ensure(tokens);
        if (tokens > rotary.Positions)
        {
            rotary = new HostRotary(config.HeadSize, config.RopeTheta, cache.Capacity);
        }
    }

    public void StorePrompt(int layer, IEnumerable<int> slots, Tensor keys, Tensor values)
    {
        using var denseKeys = keys.contiguous();
        using var denseValues = values.contiguous();
        foreach (int slot in slots)
        {
            cache.WritePrompt(layer, slot, Host(denseKeys), Host(denseValues));
        }
    }

    /// <summary>The same from host memory, each [tokens · keyValueHeads · headSize].</summary>
    public void StorePrompt(int layer, int slot, ReadOnlySpan<float> keys, ReadOnlySpan<float> values) => cache.WritePrompt(layer, slot, keys, values);

    public ReadOnlySpan<float> Advance(ReadOnlySpan<int> slots, ReadOnlySpan<int> ids, ReadOnlySpan<int> positions)
    {
        int n = slots.Length, hidden = config.HiddenSize, h = config.HeadCount, hk = config.KeyValueHeadCount, d = config.HeadSize, f = config.IntermediateSize;
        float eps = (float)config.RmsNormEpsilon;
        float* x = buffers.State, normed = buffers.Normed, qkv = buffers.Qkv, attended = buffers.Attended, gateUp = buffers.GateUp, gated = buffers.Gated;
        float* table = Pointer(embeddings);
        for (int i = 0; i < n; i++)
        {
            new ReadOnlySpan<float>(table + ((long)ids[i] * hidden), hidden).CopyTo(new Span<float>(x + ((long)i * hidden), hidden));
        }

        int width = (h + (2 * hk)) * d;
        for (int l = 0; l < layers.Length; l++)
        {
            var layer = layers[l];
            HostMath.RmsNorm(x, layer.InputNorm, normed, n, eps);
            layer.Qkv.Multiply(normed, qkv, n, add: false);
            for (int i = 0; i < n; i++)
            {
                float* row = qkv + ((long)i * width);
                rotary.Turn(row, h + hk, positions[i]);
                cache.Append(l, slots[i], positions[i], row + (h * d), row + ((h + hk) * d));
                cache.Attend(l, slots[i], positions[i] + 1, row, attended + ((long)i * h * d));
            }

            layer.Output.Multiply(attended, x, n, add: true);
            HostMath.RmsNorm(x, layer.PostNorm, normed, n, eps);
            layer.GateUp.Multiply(normed, gateUp, n, add: false);
            HostMath.SwiGlu(gateUp, gated, n, f);
            layer.Down.Multiply(gated, x, n, add: true);
        }

        HostMath.RmsNorm(x, finalNorm, normed, n, eps);
        head.Multiply(normed, buffers.Logits, n, add: false);
        return new ReadOnlySpan<float>(buffers.Logits, n * config.VocabularySize);
    }

    public void Dispose()
    {
        cache.Dispose();
        buffers.Dispose();
        owned.ForEach(part => part.Dispose());
    }

    public static Span<float> Host(Tensor contiguous) => MemoryMarshal.Cast<byte, float>(contiguous.bytes);

    /// <summary>libtorch's memory does not move: the address stays good as long as the tensor lives.</summary>
    private static float* Pointer(Tensor contiguous) => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(Host(contiguous)));

    private PackedMatrix Ready(Tensor weight)
    {
        var matrix = new PackedMatrix(weight);
        owned.Add(matrix);
        return matrix;
    }

    private static float[] Copy(Tensor weight)
    {
        using var dense = weight.detach().contiguous();
        return Host(dense).ToArray();
    }

    /// <summary>Working memory for all slots.</summary>
    private sealed class Buffers : IDisposable
    {
        private float* memory;

        public Buffers(TextConfig config, int slots)
        {
            long q = config.HeadCount * config.HeadSize, kv = config.KeyValueHeadCount * config.HeadSize;
            long[] widths = [config.HiddenSize, config.HiddenSize, q + (2 * kv), q, 2 * config.IntermediateSize, config.IntermediateSize, config.VocabularySize];
            var at = new nint[widths.Length];
            long total = 0;
            for (int i = 0; i < widths.Length; i++)
            {
                at[i] = (nint)total;
                total += ((slots * widths[i]) + 15) / 16 * 16; // whole cache lines
            }

            memory = (float*)NativeMemory.AlignedAlloc((nuint)Math.Max(1, total) * sizeof(float), 64);
            State = memory + at[0];
            Normed = memory + at[1];
            Qkv = memory + at[2];
            Attended = memory + at[3];
            GateUp = memory + at[4];
            Gated = memory + at[5];
            Logits = memory + at[6];
        }

        public float* State { get; }

        public float* Normed { get; }

        public float* Qkv { get; }

        public float* Attended { get; }

        public float* GateUp { get; }

        public float* Gated { get; }

        public float* Logits { get; }

        public void Dispose()
        {
            NativeMemory.AlignedFree(memory);
            memory = null;
        }
    }
}
