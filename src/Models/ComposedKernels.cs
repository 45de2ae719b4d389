using static TorchSharp.torch;

namespace RL4VLM.Models;

/// <summary>
/// What <see cref="Kernels"/> computes, written with ordinary tensor operators: the definition, the form used with the
/// real TorchSharp package, on other devices and dtypes, and what the fused operators are tested against.
/// </summary>
internal static class ComposedKernels
{
    public static Tensor Linear(Tensor x, Tensor weight, Tensor? bias, Tensor? residual)
    {
        var y = nn.functional.linear(x, weight, bias);
        return residual is null ? y : residual + y;
    }

    public static Tensor RmsNorm(Tensor x, Tensor weight, double eps)
    {
        if (x.dtype == ScalarType.Float32 || x.dtype == ScalarType.Float64)
            return x * (x.square().mean([-1L], true) + eps).rsqrt() * weight;
        // As Hugging Face's implementation: the mean in float32, the scale applied in the model's type.
        var wide = x.to_type(ScalarType.Float32);
        return (wide * (wide.square().mean([-1L], true) + eps).rsqrt()).to_type(x.dtype) * weight;
    }

    public static Tensor RotaryEmbed(Tensor x, Tensor cos, Tensor sin, int? heads)
    {
        if (heads is { } count && count < x.size(-2))
            return cat([RotaryEmbed(x.narrow(-2, 0, count), cos, sin, null), x.narrow(-2, count, x.size(-2) - count)], -2);
        long half = x.size(-1) / 2;
        var turned = cat([x.narrow(-1, half, half).neg(), x.narrow(-1, 0, half)], -1);
        return x * cos.unsqueeze(-2) + turned * sin.unsqueeze(-2);
    }

    public static Tensor Attention(Tensor q, Tensor k, Tensor v, bool causal, Tensor? keyLengths)
    {
        long b = q.size(0), t = q.size(1), h = q.size(2), d = q.size(3), s = k.size(1), hk = k.size(2);
        q = q.transpose(1, 2);
        k = k.transpose(1, 2);
        v = v.transpose(1, 2);
        if (h != hk)
        {
            k = k.repeat_interleave(h / hk, 1);
            v = v.repeat_interleave(h / hk, 1);
        }

        var scores = q.matmul(k.transpose(-1, -2)) * (1 / Math.Sqrt(d)); // [b, h, t, s]
        if (causal && t > 1)
        {
            // Query i may see keys up to i + s - t: the queries are the last t positions.
            scores = scores.masked_fill(ones([t, s], ScalarType.Bool, q.device).triu(s - t + 1), double.NegativeInfinity);
        }

        if (keyLengths is not null)
        {
            var beyond = arange(s, ScalarType.Int64, q.device).unsqueeze(0) >= keyLengths.unsqueeze(1); // [b, s]
            scores = scores.masked_fill(beyond.unsqueeze(1).unsqueeze(1), double.NegativeInfinity);
        }

        return scores.softmax(-1).matmul(v).transpose(1, 2).reshape(b, t, h * d);
    }

    public static Tensor SequenceAttention(Tensor packed, int heads, int keyValueHeads, long[] groups, Tensor owners, bool lastPromptTokenOnly)
    {
        long size = packed.size(1) / (heads + (2 * keyValueHeads)), seen = 0;
        var outputs = new List<Tensor>();
        for (int g = 0; g < groups.Length; g += 6)
        {
            long prompts = groups[g + 1], length = groups[g + 2], answers = groups[g + 4], answerLength = groups[g + 5];
            var (queries, keys, values) = Parts(groups[g], prompts, length);
            if (lastPromptTokenOnly)
                outputs.Add(Attention(queries.narrow(1, length - 1, 1), keys, values, true, null).view(prompts, -1));
            else
                outputs.Add(Attention(queries, keys, values, true, null).view(prompts * length, -1));
            if (answers == 0 || answerLength == 0)
                continue;
            var own = owners.narrow(0, seen, answers);
            seen += answers;
            var (answerQueries, answerKeys, answerValues) = Parts(groups[g + 3], answers, answerLength);
            keys = cat([keys.index_select(0, own), answerKeys], 1);
            values = cat([values.index_select(0, own), answerValues], 1);
            outputs.Add(Attention(answerQueries, keys, values, true, null).view(answers * answerLength, -1));
        }

        return outputs.Count == 1 ? outputs[0] : cat(outputs, 0);

        (Tensor, Tensor, Tensor) Parts(long row, long count, long tokens)
        {
            var all = packed.narrow(0, row, count * tokens).view(count, tokens, heads + (2 * keyValueHeads), size);
            return (all.narrow(2, 0, heads), all.narrow(2, heads, keyValueHeads), all.narrow(2, heads + keyValueHeads, keyValueHeads));
        }
    }

    public static Tensor PackedAttention(Tensor packed, int heads, int keyValueHeads, bool causal)
    {
        var all = packed.view(packed.size(0), packed.size(1), heads + (2 * keyValueHeads), -1);
        return Attention(all.narrow(2, 0, heads), all.narrow(2, heads, keyValueHeads), all.narrow(2, heads + keyValueHeads, keyValueHeads), causal, null);
    }

    public static Tensor DecodeAttention(Tensor q, Tensor keys, Tensor values, Tensor slots, Tensor lengths)
    {
        var output = Attention(q.unsqueeze(1), keys.index_select(0, slots), values.index_select(0, slots), causal: false, lengths);
        return output.squeeze(1);
    }

    public static Tensor SwiGlu(Tensor gate, Tensor up) => nn.functional.silu(gate) * up;

    public static Tensor QuickGelu(Tensor x) => x * (x * 1.702).sigmoid();

    public static (Tensor LogProbability, Tensor Entropy) TokenLogProbability(Tensor logits, Tensor ids, double temperature)
    {
        var all = (temperature == 1 ? logits : logits / temperature).to_type(ScalarType.Float32).log_softmax(-1);
        return (all.gather(-1, ids.unsqueeze(-1)).squeeze(-1), (all.exp() * all).sum(-1).neg());
    }

    public static double AdamStep(IReadOnlyList<Tensor> parameters, IReadOnlyList<Tensor> first, IReadOnlyList<Tensor> second, long step, in AdamOptions options)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var gradients = parameters.Select(p => p.grad).ToArray();
        var present = gradients.OfType<Tensor>().ToArray();
        if (present.Length == 0)
            return 0;
        double norm = stack(present.Select(g => g.to_type(ScalarType.Float32).norm())).norm().item<float>();
        if (!double.IsFinite(norm))
            return norm;
        double scale = options.MaxGradientNorm is { } largest ? Math.Min(1, largest / (norm + 1e-6)) : 1;
        double correction1 = 1 - Math.Pow(options.Beta1, step), correction2 = 1 - Math.Pow(options.Beta2, step);
        for (int i = 0; i < gradients.Length; i++)
        {
            if (gradients[i] is not { } gradient)
                continue;
            gradient = scale < 1 ? gradient * scale : gradient;
            var parameter = parameters[i];
            if (options.WeightDecay != 0 && parameter.dim() > 1)
                parameter.mul_(1 - options.LearningRate * options.WeightDecay);
            first[i].mul_(options.Beta1).add_(gradient, 1 - options.Beta1);
            second[i].mul_(options.Beta2).addcmul_(gradient, gradient, 1 - options.Beta2);
            var denominator = (second[i].sqrt() / Math.Sqrt(correction2)).add_(options.Epsilon);
            parameter.addcdiv_(first[i], denominator, -options.LearningRate / correction1);
        }

        return norm;
    }
}
