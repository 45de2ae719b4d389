using RL4VLM.Models.Llava;
using RL4VLM.Models.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RL4VLM.Models.Generation;

/// <summary>One decode step in tensors, for any device and dtype: per layer a preallocated cache [slots, capacity, keyValueHeads, headSize], written in place.</summary>
internal sealed class TensorDecodeStep(LlavaModel model, int slots) : IDecodeStep
{
    private readonly TextConfig config = model.Config.Text;
    private readonly Tensor?[] keys = new Tensor?[model.Config.Text.LayerCount];
    private readonly Tensor?[] values = new Tensor?[model.Config.Text.LayerCount];
    private Tensor? host;
    private int capacity;

    public void Ensure(int tokens)
    {
        if (tokens <= capacity)
        {
            return;
        }

        int larger = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(tokens, 64));
        for (int layer = 0; layer < config.LayerCount; layer++)
        {
            keys[layer] = Grow(keys[layer], larger);
            values[layer] = Grow(values[layer], larger);
        }

        capacity = larger;
    }

    public void StorePrompt(int layer, IEnumerable<int> targets, Tensor promptKeys, Tensor promptValues)
    {
        using var scope = NewDisposeScope();
        foreach (int slot in targets)
        {
            keys[layer]![slot].narrow(0, 0, promptKeys.shape[0]).copy_(promptKeys);
            values[layer]![slot].narrow(0, 0, promptValues.shape[0]).copy_(promptValues);
        }
    }

    public ReadOnlySpan<float> Advance(ReadOnlySpan<int> active, ReadOnlySpan<int> ids, ReadOnlySpan<int> positions)
    {
        using var scope = NewDisposeScope();
        int n = active.Length, h = config.HeadCount, hk = config.KeyValueHeadCount, d = config.HeadSize;
        var slotIndex = new long[n];
        var lengths = new long[n];
        var rows = new long[n];
        var tokens = new long[n];
        for (int i = 0; i < n; i++)
        {
            slotIndex[i] = active[i];
            lengths[i] = positions[i] + 1;
            rows[i] = ((long)active[i] * capacity) + positions[i];
            tokens[i] = ids[i];
        }

        var slotTensor = tensor(slotIndex, device: model.Device);
        var lengthTensor = tensor(lengths, device: model.Device);
        var rowTensor = tensor(rows, device: model.Device);
        var (cos, sin) = model.Decoder.Rotary.Rows(positions.ToArray());
        var x = Rows.Gather(model.Decoder.Embeddings, tokens); // [n, hidden]
        for (int l = 0; l < config.LayerCount; l++)
        {
            var layer = model.Decoder.Layers[l];
            var heads = layer.Qkv.Forward(layer.InputNorm.Forward(x)).view(1, n, h + (2 * hk), d);
            var turned = Kernels.RotaryEmbed(heads.narrow(2, 0, h + hk), cos, sin).view(n, h + hk, d);
            Append(keys[l]!, rowTensor, turned.narrow(1, h, hk));
            Append(values[l]!, rowTensor, heads.view(n, h + (2 * hk), d).narrow(1, h + hk, hk));
            var attended = Kernels.DecodeAttention(turned.narrow(1, 0, h), keys[l]!, values[l]!, slotTensor, lengthTensor);
            x = layer.FeedForward(x + layer.Output.Forward(attended.reshape(n, h * d)));
        }

        var logits = model.Decoder.Logits(model.Decoder.Norm.Forward(x)).to_type(ScalarType.Float32).cpu().contiguous();
        host?.Dispose();
        host = logits.DetachFromDisposeScope();
        return HostDecodeStep.Host(host);
    }

    public void Dispose()
    {
        host?.Dispose();
        foreach (var tensor in keys.Concat(values))
        {
            tensor?.Dispose();
        }
    }

    private static void Append(Tensor store, Tensor rows, Tensor heads) =>
        store.view(-1, heads.shape[1] * heads.shape[2]).index_copy_(0, rows, heads.reshape(heads.shape[0], -1));

    private Tensor Grow(Tensor? old, int larger)
    {
        var grown = zeros([slots, larger, config.KeyValueHeadCount, config.HeadSize], model.Dtype, model.Device).DetachFromDisposeScope();
        if (old is not null)
        {
            using var target = grown.narrow(1, 0, capacity);
            target.copy_(old);
            old.Dispose();
        }

        return grown;
    }
}
