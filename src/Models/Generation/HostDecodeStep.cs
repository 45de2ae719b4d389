using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RL4VLM.Models.Llava;
using RL4VLM.Models.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Models.Generation;

/// <summary>
/// One decode step on the CPU in float32. For a small model the cost of a step is calling operators, not arithmetic, so only the
/// matrix products go to libtorch, into buffers made once; everything between works in place on their memory.
/// Weights are joined and transposed once, adapters folded in: valid while the weights stand still.
/// </summary>
internal sealed unsafe class HostDecodeStep : IDecodeStep
{
    private sealed record Layer(Tensor Qkv, Tensor Output, Tensor GateUp, Tensor Down, float[] InputNorm, float[] PostNorm);

    private readonly TextConfig config;
    private readonly Layer[] layers;
    private readonly Tensor head;
    private readonly Tensor embeddings;
    private readonly float[] finalNorm;
    private readonly HostKeyValueCache cache;
    private readonly Buffers buffers;
    private readonly List<Tensor> owned = [];
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
        embeddings = Keep(decoder.Embeddings.detach());
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
        buffers.Resize(n);
        float* x = Pointer(buffers.State), normed = Pointer(buffers.Normed), qkv = Pointer(buffers.Qkv), attended = Pointer(buffers.Attended);
        float* gateUp = Pointer(buffers.GateUp), gated = Pointer(buffers.Gated);
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
            buffers.QkvView.addmm_(buffers.NormedView, layer.Qkv, beta: 0);
            for (int i = 0; i < n; i++)
            {
                float* row = qkv + ((long)i * width);
                rotary.Turn(row, h + hk, positions[i]);
                cache.Append(l, slots[i], positions[i], row + (h * d), row + ((h + hk) * d));
                cache.Attend(l, slots[i], positions[i] + 1, row, attended + ((long)i * h * d));
            }

            buffers.StateView.addmm_(buffers.AttendedView, layer.Output);
            HostMath.RmsNorm(x, layer.PostNorm, normed, n, eps);
            buffers.GateUpView.addmm_(buffers.NormedView, layer.GateUp, beta: 0);
            HostMath.SwiGlu(gateUp, gated, n, f);
            buffers.StateView.addmm_(buffers.GatedView, layer.Down);
        }

        HostMath.RmsNorm(x, finalNorm, normed, n, eps);
        buffers.LogitsView.addmm_(buffers.NormedView, head, beta: 0);
        return new ReadOnlySpan<float>(Pointer(buffers.Logits), n * config.VocabularySize);
    }

    public void Dispose()
    {
        cache.Dispose();
        buffers.Dispose();
        owned.ForEach(tensor => tensor.Dispose());
    }

    public static Span<float> Host(Tensor contiguous) => MemoryMarshal.Cast<byte, float>(contiguous.bytes);

    /// <summary>libtorch's memory does not move: the address stays good as long as the tensor lives.</summary>
    private static float* Pointer(Tensor contiguous) => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(Host(contiguous)));

    /// <summary>[out, in] to a dense [in, out].</summary>
    private Tensor Ready(Tensor weight) => Keep(weight.detach().t().contiguous());

    private Tensor Keep(Tensor tensor)
    {
        owned.Add(tensor.DetachFromDisposeScope());
        return tensor;
    }

    private static float[] Copy(Tensor weight)
    {
        using var dense = weight.detach().contiguous();
        return Host(dense).ToArray();
    }

    /// <summary>Working memory for all slots, and views of its first rows for those that are active.</summary>
    private sealed class Buffers : IDisposable
    {
        private readonly Tensor[] whole;
        private readonly Tensor?[] views = new Tensor?[7];
        private int rows = -1;

        public Buffers(TextConfig config, int slots)
        {
            int q = config.HeadCount * config.HeadSize, kv = config.KeyValueHeadCount * config.HeadSize;
            int[] widths = [config.HiddenSize, config.HiddenSize, q + (2 * kv), q, 2 * config.IntermediateSize, config.IntermediateSize, config.VocabularySize];
            whole = [.. widths.Select(width => zeros([slots, width], ScalarType.Float32).DetachFromDisposeScope())];
        }

        public Tensor State => whole[0];

        public Tensor Normed => whole[1];

        public Tensor Qkv => whole[2];

        public Tensor Attended => whole[3];

        public Tensor GateUp => whole[4];

        public Tensor Gated => whole[5];

        public Tensor Logits => whole[6];

        public Tensor StateView => views[0]!;

        public Tensor NormedView => views[1]!;

        public Tensor QkvView => views[2]!;

        public Tensor AttendedView => views[3]!;

        public Tensor GateUpView => views[4]!;

        public Tensor GatedView => views[5]!;

        public Tensor LogitsView => views[6]!;

        public void Resize(int count)
        {
            if (count == rows)
            {
                return;
            }

            for (int i = 0; i < views.Length; i++)
            {
                views[i]?.Dispose();
                views[i] = whole[i].narrow(0, 0, count).DetachFromDisposeScope();
            }

            rows = count;
        }

        public void Dispose()
        {
            foreach (var tensor in whole.Concat(views))
            {
                tensor?.Dispose();
            }
        }
    }
}
