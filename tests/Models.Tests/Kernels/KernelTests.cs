using TorchSharp;
using static TorchSharp.torch;
using Fused = RL4VLM.Models.Kernels;

namespace RL4VLM.Models.Tests.KernelComparison;

/// <summary>Every fused operator against its composed definition: values, and gradients of a random projection of them.</summary>
[Collection(nameof(KernelTests))]
public sealed class KernelTests
{
    private static void Compare(Func<Tensor[], Tensor[]> f, double tolerance, params Tensor[] inputs)
    {
        var (values, gradients) = Run(true);
        var (expected, expectedGradients) = Run(false);
        for (int i = 0; i < expected.Length; i++)
            Close(expected[i], values[i], tolerance, $"value {i}");
        for (int i = 0; i < expectedGradients.Length; i++)
            Close(expectedGradients[i], gradients[i], tolerance * 4, $"gradient {i}");
        Fused.UseFused = true;
        using var quiet = no_grad();
        var plain = f(inputs);
        for (int i = 0; i < expected.Length; i++)
            Close(expected[i], plain[i], tolerance, $"value {i} without gradients");

        (Tensor[], Tensor[]) Run(bool fused)
        {
            Fused.UseFused = fused;
            try
            {
                var leaves = inputs.Select(x => x.is_floating_point() ? x.detach().clone().requires_grad_() : x).ToArray();
                var results = f(leaves);
                manual_seed(99);
                var loss = results.Select(r => (r * randn(r.shape)).sum()).Aggregate((a, b) => a + b);
                loss.backward();
                return (results, leaves.Where(x => x.is_floating_point()).Select(x => x.grad ?? zeros_like(x)).ToArray());
            }
            finally
            {
                Fused.UseFused = true;
            }
        }
    }

    private static void Close(Tensor expected, Tensor actual, double tolerance, string what)
    {
        Assert.Equal(expected.shape, actual.shape);
        double scale = Math.Max(1, expected.abs().max().ToDouble());
        double worst = (expected - actual).abs().max().ToDouble();
        Assert.True(worst <= tolerance * scale, $"{what}: differs by {worst} (scale {scale})");
    }

    [Theory]
    [InlineData(5, 7, 3)]
    [InlineData(64, 64, 64)]
    [InlineData(130, 90, 172)]
    [InlineData(33, 344, 65)]
    [InlineData(17, 48, 768)]
    [InlineData(1, 1, 1)]
    public void Linear(int rows, int outputs, int inputs)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        Tensor x = randn(2, rows, inputs), w = randn(outputs, inputs), b = randn(outputs), r = randn(2, rows, outputs);
        Compare(t => [Fused.Linear(t[0], t[1], t[2])], 2e-6 * Math.Sqrt(inputs), x, w, b);
        Compare(t => [Fused.Linear(t[0], t[1], null, t[2])], 2e-6 * Math.Sqrt(inputs), x, w, r);
        Compare(t => [Fused.Linear(t[0].narrow(1, 0, (rows + 1) / 2).narrow(2, 0, Math.Max(1, inputs / 2)), t[1].narrow(1, 0, Math.Max(1, inputs / 2)))], 2e-6 * Math.Sqrt(inputs), x, w);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(37)]
    [InlineData(3)]
    public void RmsNorm(int width)
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        Compare(t => [Fused.RmsNorm(t[0], t[1], 1e-5)], 2e-6, randn(3, 11, width), randn(width));
    }

    [Theory]
    [InlineData(4, 2, 16)]
    [InlineData(3, 3, 8)]
    [InlineData(2, 1, 6)]
    public void Rotary(int heads, int keyValueHeads, int size)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        const int rows = 9;
        var half = rand(rows, size / 2) * 6;
        var angles = cat([half, half], -1);
        Tensor cos = angles.cos(), sin = angles.sin();
        int all = heads + 2 * keyValueHeads;
        var packed = randn(rows, all * size);
        Compare(t => [Fused.RotaryEmbed(t[0].view(1, rows, all, size).narrow(2, 0, heads + keyValueHeads), cos, sin)], 1e-6, packed);
        Compare(t => [Fused.RotaryEmbed(t[0].view(rows, all, size), cos, sin, heads + keyValueHeads)], 1e-6, packed);
    }

    [Theory]
    [InlineData(2, 5, 5, 4, 2, 16, true)]
    [InlineData(3, 40, 40, 4, 2, 16, true)]
    [InlineData(2, 17, 17, 4, 4, 16, false)]
    [InlineData(2, 6, 21, 4, 1, 8, true)]
    [InlineData(1, 1, 33, 2, 2, 20, true)]
    [InlineData(2, 7, 50, 6, 3, 64, false)]
    public void Attention(int batch, int tokens, int keys, int heads, int keyValueHeads, int size, bool causal)
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        Tensor q = randn(batch, tokens, heads, size), k = randn(batch, keys, keyValueHeads, size), v = randn(batch, keys, keyValueHeads, size);
        Compare(t => [Fused.Attention(t[0], t[1], t[2], causal)], 5e-6, q, k, v);
        if (causal)
            return;
        var lengths = randint(1, keys + 1, [batch]);
        Compare(t => [Fused.Attention(t[0], t[1], t[2], causal, t[3])], 5e-6, q, k, v, lengths);
        Compare(t => [Fused.Attention(t[0].mul(40), t[1], t[2], causal)], 2e-4, q, k, v);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void PackedAttention(bool causal)
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        Compare(t => [Fused.PackedAttention(t[0], 4, 2, causal)], 5e-6, randn(3, 18, 8 * 16));
        Compare(t => [Fused.PackedAttention(t[0], 3, 3, causal)], 5e-6, randn(2, 5, 9 * 12));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void SequenceAttention(bool lastPromptTokenOnly)
    {
        using var scope = NewDisposeScope();
        manual_seed(6);
        // Two groups: three prompts of 5 with four answers of 3 (two share a prompt, one prompt has none); two prompts of 19 alone.
        long[] groups = [0, 3, 5, 15, 4, 3, 27, 2, 19, 0, 0, 0];
        var owners = tensor(new[] { 2L, 0L, 2L, 0L });
        Compare(t => [Fused.SequenceAttention(t[0], 4, 2, groups, owners, lastPromptTokenOnly)], 5e-6, randn(65, 8 * 16));
        Compare(t => [Fused.SequenceAttention(t[0], 2, 1, groups, owners, lastPromptTokenOnly)], 5e-6, randn(65, 4 * 10));
        Assert.Contains("does not fit", Assert.ThrowsAny<Exception>(() => Fused.SequenceAttention(randn(64, 8 * 16), 4, 2, groups, owners, false)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gather()
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        Compare(t => [Fused.Gather(t[0], t[1])], 1e-6, randn(7, 9), tensor(new[] { 3L, 3, 0, 6 }));
        Assert.Contains("row 7 of 7", Assert.ThrowsAny<Exception>(() => Fused.Gather(randn(7, 9), tensor(new[] { 7L }))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(172)]
    [InlineData(16)]
    [InlineData(5)]
    public void Activations(int width)
    {
        using var scope = NewDisposeScope();
        manual_seed(6);
        Compare(t => [Fused.PackedSwiGlu(t[0])], 2e-6, randn(7, 2 * width) * 4);
        Compare(t => [Fused.SwiGlu(t[0].narrow(1, 0, width), t[0].narrow(1, width, width))], 2e-6, randn(7, 2 * width) * 4);
        Compare(t => [Fused.QuickGelu(t[0])], 2e-6, randn(7, width) * 20);
    }

    [Theory]
    [InlineData(90, 1.0)]
    [InlineData(7, 0.2)]
    [InlineData(1000, 1.7)]
    public void TokenLogProbability(int vocabulary, double temperature)
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        Compare(
            t =>
            {
                var (logProbability, entropy) = Fused.TokenLogProbability(t[0], t[1], temperature);
                return [logProbability, entropy];
            },
            1e-5,
            randn(3, 6, vocabulary) * 5, randint(vocabulary, [3, 6]));
        Assert.Contains("outside the vocabulary", Assert.ThrowsAny<Exception>(() => Fused.TokenLogProbability(randn(1, 4), tensor(new[] { 4L }))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WeightDecayShrinksMatricesAlone(bool fused)
    {
        using var scope = NewDisposeScope();
        Fused.UseFused = fused;
        Tensor matrix = ones([2, 3], requires_grad: true), gain = ones([4], requires_grad: true);
        (matrix.grad, gain.grad) = (zeros_like(matrix), zeros_like(gain));
        Fused.AdamStep([matrix, gain], [zeros_like(matrix), zeros_like(gain)], [zeros_like(matrix), zeros_like(gain)], 1, new AdamOptions(0.1, WeightDecay: 0.5));
        Fused.UseFused = true;
        Assert.All(matrix.data<float>().ToArray(), value => Assert.Equal(0.95f, value, 1e-6f));
        Assert.All(gain.data<float>().ToArray(), value => Assert.Equal(1f, value));
    }

    [Fact]
    public void AdamTakesTheSameStepsAndClipsTheSame()
    {
        using var scope = NewDisposeScope();
        var final = new List<(double Norm, float[] A, float[] B)>();
        foreach (bool fused in new[] { true, false })
        {
            Fused.UseFused = fused;
            manual_seed(8);
            Tensor a = randn([13, 5], requires_grad: true), b = randn([40], requires_grad: true), idle = ones([3], requires_grad: true);
            Tensor[] all = [a, b, idle], first = [.. all.Select(t => zeros_like(t))], second = [.. all.Select(t => zeros_like(t))];
            double norm = 0;
            for (int step = 1; step <= 4; step++)
            {
                a.grad = null;
                b.grad = null;
                ((a * a * a).sum() + (b * 3).sin().sum()).backward();
                norm = Fused.AdamStep(all, first, second, step, new AdamOptions(0.01, WeightDecay: 0.1, MaxGradientNorm: 0.5));
            }

            Assert.Equal([1f, 1f, 1f], idle.data<float>().ToArray());
            final.Add((norm, a.data<float>().ToArray(), b.data<float>().ToArray()));
            float[] before = b.data<float>().ToArray();
            b.grad = full([40], float.NaN);
            Assert.False(double.IsFinite(Fused.AdamStep(all, first, second, 5, new AdamOptions(0.01))));
            Assert.Equal(before, b.data<float>().ToArray());
        }

        Fused.UseFused = true;
        Assert.Equal(final[1].Norm, final[0].Norm, 1e-4);
        Assert.All(final[0].A.Zip(final[1].A), p => Assert.Equal(p.Second, p.First, 1e-5));
        Assert.All(final[0].B.Zip(final[1].B), p => Assert.Equal(p.Second, p.First, 1e-5));
    }

    [Fact]
    public void NotANumberIsNotHidden()
    {
        using var scope = NewDisposeScope();
        var bad = full([2, 8], float.NaN);
        Assert.True(Fused.RmsNorm(bad, ones(8), 1e-5).isnan().all().ToBoolean());
        Assert.True(Fused.QuickGelu(bad).isnan().all().ToBoolean());
        Assert.True(Fused.Linear(bad, ones(3, 8)).isnan().all().ToBoolean());
        Assert.True(Fused.TokenLogProbability(bad, zeros([2], int64)).LogProbability.isnan().all().ToBoolean());
        Assert.True(Fused.Attention(full([1, 2, 1, 8], float.NaN), ones(1, 2, 1, 8), ones(1, 2, 1, 8), true).isnan().all().ToBoolean());
    }
}

/// <summary>The switch between fused and composed is the process's.</summary>
[CollectionDefinition(nameof(KernelTests), DisableParallelization = true)]
public sealed class KernelSwitch;
