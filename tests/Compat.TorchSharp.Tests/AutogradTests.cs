using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace RL4VLM.Compat.TorchSharp.Tests;

public sealed class AutogradTests
{
    [Theory]
    [InlineData("linear")]
    [InlineData("softmax")]
    [InlineData("layerNorm")]
    [InlineData("crossEntropy")]
    [InlineData("conv")]
    [InlineData("index")]
    public void GradientsMatchFiniteDifferences(string what)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var x = randn([2, 3, 4, 4], float64).requires_grad_();
        var w = randn([5, 4], float64);
        var kernel = randn([2, 3, 2, 2], float64);
        var pick = tensor(new[] { 1L, 0L, 1L });
        Func<Tensor, Tensor> f = what switch
        {
            "linear" => t => F.silu(F.linear(t, w)).pow(2).sum(),
            "softmax" => t => (t.softmax(-1) * t).sum(),
            "layerNorm" => t => F.layer_norm(t, [4]).pow(3).sum(),
            "crossEntropy" => t => F.cross_entropy(t.reshape(-1, 4), zeros([24], int64)),
            "conv" => t => F.conv2d(t, kernel, strides: [2, 2]).tanh().sum(),
            _ => t => t.index_select(0, pick).exp().sum() + t[TensorIndex.Ellipsis, TensorIndex.Slice(1, 3)].square().sum(),
        };
        f(x).backward();
        var analytic = x.grad!.flatten().data<double>().ToArray();
        using var quiet = no_grad();
        var values = x.flatten().data<double>();
        for (int i = 0; i < analytic.Length; i += 7)
        {
            double was = values[i], step = 1e-6;
            values[i] = was + step;
            double up = f(x).item<double>();
            values[i] = was - step;
            double down = f(x).item<double>();
            values[i] = was;
            Assert.Equal((up - down) / (2 * step), analytic[i], 1e-5);
        }
    }

    [Fact]
    public void NothingIsRecordedWithoutGradient()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, requires_grad: true);
        using (no_grad())
            Assert.False((x * 2).requires_grad);
        using (inference_mode())
            Assert.False((x * 2).requires_grad);
        Assert.True((x * 2).requires_grad);
        Assert.False((x * 2).detach().requires_grad);
    }

    [Fact]
    public void GradientsCanBeSetTakenAndCleared()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 3f }, requires_grad: true);
        (x * x).sum().backward();
        (x * x).sum().backward();
        Assert.Equal(12f, x.grad!.item<float>());
        x.grad = ones(1);
        Assert.Equal(1f, x.grad!.item<float>());
        x.grad = null;
        Assert.Null(x.grad);
        Assert.Equal(6f, autograd.grad([(x * x).sum()], [x])[0].item<float>());
    }

    [Fact]
    public void AdamFollowsItsDefinition()
    {
        using var scope = NewDisposeScope();
        var p = new Parameter(tensor(new[] { 1.0, -2.0 }));
        using var adam = optim.Adam([p], lr: 0.1, weight_decay: 0.01);
        double[] w = [1, -2], m = [0, 0], v = [0, 0];
        for (int t = 1; t <= 5; t++)
        {
            adam.zero_grad();
            p.pow(3).sum().backward();
            adam.step();
            for (int i = 0; i < 2; i++)
            {
                double g = 3 * w[i] * w[i] + 0.01 * w[i];
                m[i] = 0.9 * m[i] + 0.1 * g;
                v[i] = 0.999 * v[i] + 0.001 * g * g;
                w[i] -= 0.1 * (m[i] / (1 - Math.Pow(0.9, t))) / (Math.Sqrt(v[i] / (1 - Math.Pow(0.999, t))) + 1e-8);
            }
        }
        Assert.Equal(w[0], p.data<double>()[0], 1e-12);
        Assert.Equal(w[1], p.data<double>()[1], 1e-12);
        var state = (Adam.State)adam.state_dict().State[0];
        Assert.Equal(5, state.step);
        Assert.Equal(m[0], state.exp_avg.data<double>()[0], 1e-12);
        adam.ParamGroups.Single().LearningRate = 0;
        adam.step();
        Assert.Equal(w[0], p.data<double>()[0], 1e-12);
    }

    [Fact]
    public void ClippingScalesToTheNorm()
    {
        using var scope = NewDisposeScope();
        var a = new Parameter(zeros(1));
        var b = new Parameter(zeros(1));
        (a * 3 + b * 4).sum().backward();
        Assert.Equal(5, nn.utils.clip_grad_norm_([a, b], 1.0), 1e-6);
        Assert.Equal(0.6, a.grad!.item<float>(), 1e-5);
        Assert.Equal(0.8, b.grad!.item<float>(), 1e-5);
    }
}
